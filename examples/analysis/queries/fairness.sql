-- Question: how evenly are accuracy, timeliness and cost spread over the devices?
-- Parameters: :run_id, the run (not set: the last one).
-- Columns: measure: 'accuracy' and 'loss' at the last evaluation, 'held_staleness' and
--   'source_staleness' as time averages, versions, and at the last sample of device_usage 'sent_bytes',
--   'received_bytes', 'airtime_s', 'radio_j', 'compute_j'; devices with a value; mean; least; largest;
--   jain, Jain's index (sum x)^2 / (n sum x^2), 1 if all are equal, 1/n if one has everything;
--   gini, Gini coefficient, 0 if all are equal; largest_share, of the device with most, 0 to 1.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), chosen AS (
    SELECT * FROM run WHERE run_id = (SELECT run_id FROM asked)
), scored AS (
    SELECT learner_id, accuracy, loss
    FROM evaluation
    WHERE run_id = (SELECT run_id FROM chosen) AND cause = 'time'
      AND evaluated_ns = (SELECT last_evaluated_ns FROM chosen)
), used AS (
    SELECT *
    FROM device_usage
    WHERE run_id = (SELECT run_id FROM chosen)
      AND sampled_ns = (SELECT max(sampled_ns) FROM device_usage WHERE run_id = (SELECT run_id FROM chosen))
), measured (measure, value) AS (
    SELECT 'accuracy', accuracy FROM scored
    UNION ALL SELECT 'loss', loss FROM scored
    UNION ALL SELECT 'held_staleness', held_staleness FROM chosen JOIN learner USING (run_id)
    UNION ALL SELECT 'source_staleness', source_staleness FROM chosen JOIN learner USING (run_id)
    UNION ALL SELECT 'sent_bytes', sent_bytes FROM used
    UNION ALL SELECT 'received_bytes', received_bytes FROM used
    UNION ALL SELECT 'airtime_s', transmit_ns / 1e9 FROM used
    UNION ALL SELECT 'radio_j', radio_j FROM used
    UNION ALL SELECT 'compute_j', compute_j FROM used
), placed AS (
    SELECT measure, CAST(value AS REAL) AS value,
           row_number() OVER (PARTITION BY measure ORDER BY value) AS place,
           count(*) OVER (PARTITION BY measure) AS n
    FROM measured
    WHERE value IS NOT NULL
)
SELECT measure, count(*) AS devices, avg(value) AS mean, min(value) AS least, max(value) AS largest,
       sum(value) * sum(value) / nullif(count(*) * sum(value * value), 0) AS jain,
       sum((2 * place - n - 1) * value) / nullif(count(*) * sum(value), 0) AS gini,
       max(value) / nullif(sum(value), 0) AS largest_share
FROM placed
GROUP BY measure
ORDER BY measure;
