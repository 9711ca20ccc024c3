-- Question: do two sets of runs differ, and by how much?
-- Parameters: :a and :b, names of the two sets, in which * stands for anything.
-- Columns: measure, a column of run_summary (or 'delivery', share of concluded messages that
--   were delivered); runs_a, mean_a, low_a, high_a, number of runs, mean and its 95 % confidence interval
--   by Student's t; runs_b, mean_b, low_b, high_b; difference, mean_b - mean_a; low, high, its 95 %
--   confidence interval by Welch's t (variances may differ); differs, 1 if that leaves out 0. Units are
--   those of run_summary. Intervals are NULL where a set has fewer than two runs.
-- Only finished runs count. Runs of a set should differ in RngRun alone. With many measures some differ by
-- chance. SQLite has no quantile of t: the table holds that of 97.5 % for degrees of freedom df,
-- between which it is linear in 1/df (within 0.3 %).
WITH quantile (df, t) AS (
    VALUES (1, 12.70620), (1.05, 11.36191), (1.1, 10.27680), (1.15, 9.38749), (1.2, 8.64883), (1.3, 7.50053),
           (1.4, 6.65700), (1.5, 6.01666), (1.6, 5.51725), (1.7, 5.11884), (1.8, 4.79488), (2, 4.30265),
           (2.2, 3.94872), (2.5, 3.57465), (2.8, 3.31499), (3, 3.18245), (3.5, 2.94009), (4, 2.77645),
           (5, 2.57058), (6, 2.44691), (7, 2.36462), (8, 2.30600), (10, 2.22814), (12, 2.17881),
           (15, 2.13145), (20, 2.08596), (30, 2.04227), (60, 2.00030), (120, 1.97993), (1e12, 1.95996)
), asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN EXISTS (SELECT 1 FROM run WHERE status = 'finished' AND name GLOB :a)
                THEN :a
                ELSE json_extract('{}', coalesce(':a ' || :a || ': no finished run has this name',
                                                  ':a is not set')) END AS a,
           CASE WHEN EXISTS (SELECT 1 FROM run WHERE status = 'finished' AND name GLOB :b)
                THEN :b
                ELSE json_extract('{}', coalesce(':b ' || :b || ': no finished run has this name',
                                                  ':b is not set')) END AS b
), chosen AS MATERIALIZED (
    SELECT run_summary.*, name GLOB a AS in_a, name GLOB b AS in_b
    FROM asked
    CROSS JOIN run_summary
    WHERE status = 'finished' AND (name GLOB a OR name GLOB b)
), measured (measure, in_a, in_b, value) AS (
    SELECT 'mean_accuracy', in_a, in_b, mean_accuracy FROM chosen
    UNION ALL SELECT 'worst_accuracy', in_a, in_b, worst_accuracy FROM chosen
    UNION ALL SELECT 'mean_loss', in_a, in_b, mean_loss FROM chosen
    UNION ALL SELECT 'mean_error', in_a, in_b, mean_error FROM chosen
    UNION ALL SELECT 'mean_distance', in_a, in_b, mean_distance FROM chosen
    UNION ALL SELECT 'mean_staleness', in_a, in_b, mean_staleness FROM chosen
    UNION ALL SELECT 'messages_sent', in_a, in_b, messages_sent FROM chosen
    UNION ALL SELECT 'delivery', in_a, in_b,
                     1.0 * messages_delivered / nullif(messages_sent - messages_in_flight, 0) FROM chosen
    UNION ALL SELECT 'bytes_sent', in_a, in_b, bytes_sent FROM chosen
    UNION ALL SELECT 'local_updates', in_a, in_b, local_updates FROM chosen
    UNION ALL SELECT 'simulated_s', in_a, in_b, simulated_s FROM chosen
    UNION ALL SELECT 'wall_s', in_a, in_b, wall_s FROM chosen
), sided (measure, side, value) AS (
    SELECT measure, 'a', 1.0 * value FROM measured WHERE in_a AND value IS NOT NULL
    UNION ALL SELECT measure, 'b', 1.0 * value FROM measured WHERE in_b AND value IS NOT NULL
), centred AS (
    SELECT *, value - avg(value) OVER (PARTITION BY measure, side) AS off FROM sided
), moments AS (
    SELECT measure, side, count(*) AS n, avg(value) AS mean,
           sum(off * off) / nullif(count(*) - 1, 0) AS variance
    FROM centred
    GROUP BY measure, side
), pairs AS (
    SELECT a.measure, a.n AS n_a, a.mean AS mean_a, a.variance / a.n AS u_a,
           b.n AS n_b, b.mean AS mean_b, b.variance / b.n AS u_b
    FROM moments AS a
    JOIN moments AS b USING (measure)
    WHERE a.side = 'a' AND b.side = 'b'
), freedom AS (
    SELECT *, (u_a + u_b) * (u_a + u_b)
              / nullif(u_a * u_a / nullif(n_a - 1, 0) + u_b * u_b / nullif(n_b - 1, 0), 0) AS df
    FROM pairs
), wanted (df) AS (
    SELECT n_a - 1 FROM freedom UNION SELECT n_b - 1 FROM freedom UNION SELECT df FROM freedom
), student AS (
    SELECT df, (SELECT CASE WHEN b.df = wanted.df THEN b.t
                            ELSE b.t + (a.t - b.t) * (1.0 / wanted.df - 1.0 / b.df) / (1.0 / a.df - 1.0 / b.df) END
                FROM quantile AS a, quantile AS b
                WHERE a.df <= wanted.df AND b.df >= wanted.df
                ORDER BY a.df DESC, b.df LIMIT 1) AS t
    FROM wanted
), spread AS (
    SELECT freedom.*,
           (SELECT t FROM student WHERE student.df = n_a - 1) * sqrt(u_a) AS half_a,
           (SELECT t FROM student WHERE student.df = n_b - 1) * sqrt(u_b) AS half_b,
           CASE WHEN u_a + u_b = 0 THEN 0
                ELSE (SELECT t FROM student WHERE student.df = freedom.df) * sqrt(u_a + u_b) END AS half
    FROM freedom
)
SELECT measure, n_a AS runs_a, mean_a, mean_a - half_a AS low_a, mean_a + half_a AS high_a,
       n_b AS runs_b, mean_b, mean_b - half_b AS low_b, mean_b + half_b AS high_b,
       mean_b - mean_a AS difference, mean_b - mean_a - half AS low, mean_b - mean_a + half AS high,
       abs(mean_b - mean_a) > half AS differs
FROM spread
ORDER BY measure;
