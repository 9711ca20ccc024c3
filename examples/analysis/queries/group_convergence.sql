-- Question: how does a set of runs converge, with a confidence band?
-- Parameters: :name, the runs' name, in which * stands for anything (not set: all finished runs).
-- Columns: learning_s, time since the network was ready, s; runs evaluated then; mean_accuracy,
--   mean over runs of the mean over devices, 0 to 1; sd_accuracy over runs; low_accuracy and
--   high_accuracy, 95 % confidence interval of the mean by Student's t; mean_loss, sd_loss, low_loss,
--   high_loss likewise. Intervals are NULL for fewer than two runs.
-- Runs of a set differ in RngRun only; give them one name (--name) and --runs. SQLite has no quantile of
-- t: the table holds that of 97.5 % for degrees of freedom df, between which it is linear in 1/df
-- (within 0.3 %).
WITH quantile (df, t) AS (
    VALUES (1, 12.70620), (1.05, 11.36191), (1.1, 10.27680), (1.15, 9.38749), (1.2, 8.64883), (1.3, 7.50053),
           (1.4, 6.65700), (1.5, 6.01666), (1.6, 5.51725), (1.7, 5.11884), (1.8, 4.79488), (2, 4.30265),
           (2.2, 3.94872), (2.5, 3.57465), (2.8, 3.31499), (3, 3.18245), (3.5, 2.94009), (4, 2.77645),
           (5, 2.57058), (6, 2.44691), (7, 2.36462), (8, 2.30600), (10, 2.22814), (12, 2.17881),
           (15, 2.13145), (20, 2.08596), (30, 2.04227), (60, 2.00030), (120, 1.97993), (1e12, 1.95996)
), asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN EXISTS (SELECT 1 FROM run WHERE status = 'finished' AND name GLOB coalesce(:name, '*'))
                THEN coalesce(:name, '*')
                ELSE json_extract('{}', coalesce(':name ' || :name || ': no finished run has this name',
                                                  ':name is not set')) END AS name
), means AS (
    SELECT run_id, evaluated_ns - ready_ns AS learning_ns, avg(accuracy) AS accuracy,
           CASE WHEN count(loss) = count(*) THEN avg(loss) END AS loss
    FROM run
    JOIN evaluation USING (run_id)
    WHERE cause = 'time' AND status = 'finished' AND name GLOB (SELECT name FROM asked)
    GROUP BY run_id, evaluated_ns
), centred AS (
    SELECT *,
           accuracy - avg(accuracy) OVER (PARTITION BY learning_ns) AS from_a,
           loss - avg(loss) OVER (PARTITION BY learning_ns) AS from_l
    FROM means
), moments AS (
    SELECT learning_ns, count(*) AS runs,
           avg(accuracy) AS mean_a, count(accuracy) AS n_a,
           sqrt(sum(from_a * from_a) / nullif(count(accuracy) - 1, 0)) AS sd_a,
           avg(loss) AS mean_l, count(loss) AS n_l,
           sqrt(sum(from_l * from_l) / nullif(count(loss) - 1, 0)) AS sd_l
    FROM centred
    GROUP BY learning_ns
), spread AS (
    SELECT *,
           (SELECT CASE WHEN b.df = n_a - 1 THEN b.t
                        ELSE b.t + (a.t - b.t) * (1.0 / (n_a - 1) - 1.0 / b.df) / (1.0 / a.df - 1.0 / b.df) END
            FROM quantile AS a, quantile AS b
            WHERE a.df <= n_a - 1 AND b.df >= n_a - 1
            ORDER BY a.df DESC, b.df LIMIT 1) * sd_a / sqrt(n_a) AS half_a,
           (SELECT CASE WHEN b.df = n_l - 1 THEN b.t
                        ELSE b.t + (a.t - b.t) * (1.0 / (n_l - 1) - 1.0 / b.df) / (1.0 / a.df - 1.0 / b.df) END
            FROM quantile AS a, quantile AS b
            WHERE a.df <= n_l - 1 AND b.df >= n_l - 1
            ORDER BY a.df DESC, b.df LIMIT 1) * sd_l / sqrt(n_l) AS half_l
    FROM moments
)
SELECT learning_ns / 1e9 AS learning_s, runs,
       mean_a AS mean_accuracy, sd_a AS sd_accuracy, mean_a - half_a AS low_accuracy, mean_a + half_a AS high_accuracy,
       mean_l AS mean_loss, sd_l AS sd_loss, mean_l - half_l AS low_loss, mean_l + half_l AS high_loss
FROM spread
ORDER BY learning_ns;
