-- Question: which devices hold stale knowledge, and how does that change?
-- Parameters: :run_id, the run (not set: the last one).
-- Columns: learner_id; held_staleness, its time average over what it holds of the others, versions;
--   place, 1 for the stalest; sampled_mean and sampled_worst, mean and maximum of its samples after the
--   warm-up, versions; longest_since_fresh_s, the longest time at a sample since it had learned
--   anything new, s (NULL at traceDetail=summary); x_m, y_m, where it was at the
--   start, x_end_m, y_end_m, at its last row of the table position, m.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), chosen AS (
    SELECT * FROM run WHERE run_id = (SELECT run_id FROM asked)
), sampled AS (
    SELECT learner_id, avg(mean) AS sampled_mean, max(worst) AS sampled_worst,
           max(since_fresh_ns) / 1e9 AS longest_since_fresh_s
    FROM staleness
    WHERE run_id = (SELECT run_id FROM chosen) AND sampled_ns >= (SELECT warm_up_ns FROM chosen)
    GROUP BY learner_id
), ended AS (
    -- With max() SQLite takes the other columns from the row that has it.
    SELECT learner_id, x_m AS x_end_m, y_m AS y_end_m, max(sampled_ns)
    FROM position
    WHERE run_id = (SELECT run_id FROM chosen)
    GROUP BY learner_id
)
SELECT learner.learner_id, held_staleness,
       rank() OVER (ORDER BY held_staleness DESC NULLS LAST) AS place,
       sampled_mean, sampled_worst, longest_since_fresh_s, x_m, y_m,
       coalesce(x_end_m, x_m) AS x_end_m, coalesce(y_end_m, y_m) AS y_end_m
FROM chosen
JOIN learner USING (run_id)
LEFT JOIN sampled USING (learner_id)
LEFT JOIN ended USING (learner_id)
ORDER BY place, learner.learner_id;
