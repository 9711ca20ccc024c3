-- Question: how stale is the devices' knowledge over time, and how do devices differ?
-- Parameters: :run_id, the run (not set: the last one).
-- Columns: sampled_s, simulated time, s; mean, median, p95, p99, worst, over pairs of a source and a
--   holder, versions; freshest_device, stalest_device, the least and largest mean that one device
--   holds, versions (NULL at traceDetail=summary); time_average and ideal, of the whole run after the
--   warm-up, versions; averaged, 1 if the sample lies after the warm-up.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), chosen AS (
    SELECT * FROM run WHERE run_id = (SELECT run_id FROM asked)
), devices AS (
    SELECT sampled_ns, min(mean) AS freshest, max(mean) AS stalest
    FROM staleness
    WHERE run_id = (SELECT run_id FROM chosen)
    GROUP BY sampled_ns
)
SELECT sample.sampled_ns / 1e9 AS sampled_s, sample.mean, sample.median, sample.p95, sample.p99, sample.worst,
       devices.freshest AS freshest_device, devices.stalest AS stalest_device,
       chosen.mean_staleness AS time_average, chosen.ideal_staleness AS ideal,
       sample.sampled_ns >= chosen.warm_up_ns AS averaged
FROM chosen
JOIN staleness_sample AS sample USING (run_id)
LEFT JOIN devices USING (sampled_ns)
ORDER BY sampled_ns;
