-- Question: what accuracy had been reached for how many bytes, how much airtime and energy?
-- Parameters: :run_id, the run (not set: the last one).
-- Columns: evaluated_s, simulated time, s; mean_accuracy, 0 to 1; mean_loss; used_s, time of the newest
--   sample of device_usage until then, s; sent_bytes, airtime_s, joules of radios, compute_j of computing,
--   J, summed over devices since the start; NULL where it is not known of every device.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), chosen AS (
    SELECT * FROM run WHERE run_id = (SELECT run_id FROM asked)
), used AS MATERIALIZED (
    SELECT sampled_ns,
           CASE WHEN count(sent_bytes) = count(*) THEN sum(sent_bytes) END AS sent_bytes,
           CASE WHEN count(transmit_ns) = count(*) THEN sum(transmit_ns) / 1e9 END AS airtime_s,
           CASE WHEN count(radio_j) = count(*) THEN sum(radio_j) END AS radio_j,
           CASE WHEN count(compute_j) = count(*) THEN sum(compute_j) END AS compute_j
    FROM device_usage
    WHERE run_id = (SELECT run_id FROM chosen)
    GROUP BY sampled_ns
), means AS (
    SELECT evaluated_ns, avg(accuracy) AS accuracy,
           CASE WHEN count(loss) = count(*) THEN avg(loss) END AS loss
    FROM evaluation
    WHERE run_id = (SELECT run_id FROM chosen) AND cause = 'time'
    GROUP BY evaluated_ns
)
SELECT evaluated_ns / 1e9 AS evaluated_s, accuracy AS mean_accuracy, loss AS mean_loss,
       sampled_ns / 1e9 AS used_s, sent_bytes, airtime_s, radio_j AS joules, compute_j
FROM means
LEFT JOIN used ON used.sampled_ns = (SELECT max(sampled_ns) FROM used WHERE sampled_ns <= evaluated_ns)
ORDER BY evaluated_ns;
