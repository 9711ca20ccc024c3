-- Question: how do the models converge over time, and how far apart are the devices?
-- Parameters: :run_id, the run (not set: the last one).
-- Columns: evaluated_s, simulated time, s; devices evaluated; mean_accuracy, sd_accuracy (over the
--   devices), worst_accuracy, p10_accuracy, median_accuracy, p90_accuracy, best_accuracy, 0 to 1, NULL in
--   regression; mean_loss, sd_loss, NULL if a loss is no number; mean_distance of parameters from
--   their mean (L2 norm).
-- Percentiles are by nearest rank. Evaluations that a version caused are left out.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), scored AS (
    SELECT evaluated_ns, accuracy, loss, distance,
           accuracy - avg(accuracy) OVER (PARTITION BY evaluated_ns) AS from_accuracy,
           loss - avg(loss) OVER (PARTITION BY evaluated_ns) AS from_loss,
           row_number() OVER (PARTITION BY evaluated_ns ORDER BY accuracy) AS place,
           count(*) OVER (PARTITION BY evaluated_ns) AS devices
    FROM asked
    JOIN evaluation USING (run_id)
    WHERE cause = 'time'
)
SELECT evaluated_ns / 1e9 AS evaluated_s,
       count(*) AS devices,
       avg(accuracy) AS mean_accuracy,
       sqrt(sum(from_accuracy * from_accuracy) / nullif(count(accuracy) - 1, 0)) AS sd_accuracy,
       min(accuracy) AS worst_accuracy,
       min(CASE WHEN 10 * place >= devices THEN accuracy END) AS p10_accuracy,
       min(CASE WHEN 2 * place >= devices THEN accuracy END) AS median_accuracy,
       min(CASE WHEN 10 * place >= 9 * devices THEN accuracy END) AS p90_accuracy,
       max(accuracy) AS best_accuracy,
       CASE WHEN count(loss) = count(*) THEN avg(loss) END AS mean_loss,
       CASE WHEN count(loss) = count(*)
            THEN sqrt(sum(from_loss * from_loss) / nullif(count(*) - 1, 0)) END AS sd_loss,
       avg(distance) AS mean_distance
FROM scored
GROUP BY evaluated_ns
ORDER BY evaluated_ns;
