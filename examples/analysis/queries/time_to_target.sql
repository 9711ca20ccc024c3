-- Question: when does a run reach an accuracy, or a loss: its mean, its first, median and last device?
-- Parameters: :accuracy, the target, 0 to 1, or :loss, the target if :accuracy is not set;
--   :run_id, one run (not set: all).
-- Columns: run_id, name; devices evaluated; reached, devices that have reached the target at some
--   evaluation; mean_s, when the mean over devices first does; first_s, median_s, last_s, when the
--   first, half and all of the devices first do; s since the network was ready; NULL: never.
-- Times are those of evaluations: the interval between these bounds how exact they are.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN coalesce(:accuracy, :loss) IS NULL
                    THEN json_extract('{}', 'neither :accuracy nor :loss is set')
                WHEN :run_id IS NULL THEN NULL
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), scores AS (
    SELECT run_id, evaluated_ns, learner_id,
           CASE WHEN :accuracy IS NULL THEN coalesce(loss <= :loss, 0)
                ELSE coalesce(accuracy >= :accuracy, 0) END AS good,
           accuracy, loss
    FROM evaluation
    WHERE cause = 'time' AND run_id = coalesce((SELECT run_id FROM asked), run_id)
), means AS (
    SELECT run_id, evaluated_ns,
           CASE WHEN :accuracy IS NULL THEN count(loss) = count(*) AND avg(loss) <= :loss
                ELSE avg(accuracy) >= :accuracy END AS good
    FROM scores
    GROUP BY run_id, evaluated_ns
), mean_first AS (
    SELECT run_id, min(evaluated_ns) AS reached_ns FROM means WHERE good GROUP BY run_id
), device_first AS (
    SELECT run_id, learner_id, min(CASE WHEN good THEN evaluated_ns END) AS reached_ns
    FROM scores
    GROUP BY run_id, learner_id
), placed AS (
    SELECT run_id, reached_ns,
           row_number() OVER (PARTITION BY run_id ORDER BY reached_ns NULLS LAST) AS place,
           count(*) OVER (PARTITION BY run_id) AS devices
    FROM device_first
)
SELECT run.run_id, run.name, count(*) AS devices, count(placed.reached_ns) AS reached,
       (mean_first.reached_ns - run.ready_ns) / 1e9 AS mean_s,
       (min(placed.reached_ns) - run.ready_ns) / 1e9 AS first_s,
       (min(CASE WHEN 2 * place >= devices THEN placed.reached_ns END) - run.ready_ns) / 1e9 AS median_s,
       CASE WHEN count(placed.reached_ns) = count(*)
            THEN (max(placed.reached_ns) - run.ready_ns) / 1e9 END AS last_s
FROM run
JOIN placed USING (run_id)
LEFT JOIN mean_first USING (run_id)
GROUP BY run.run_id
ORDER BY run.run_id;
