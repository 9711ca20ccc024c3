-- Question: what did a percentage point of accuracy cost in messages, bytes, airtime and energy?
-- Parameters: :run_id, one run (not set: all finished ones).
-- Columns: run_id, name; first_accuracy, last_accuracy, mean over devices at the first and the last
--   evaluation, 0 to 1; points gained between, in percentage points; messages_sent; bytes_sent; airtime_s,
--   time that the devices' radios have transmitted, s; joules, of radios and computing, J; and
--   messages_per_point, bytes_per_point, airtime_s_per_point, joules_per_point.
--   NULL where no accuracy was gained or the trace does not know (airtime and
--   joules are from device_usage; an energy that is unknown for any device is left out, NULL if both are).
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN NULL
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), means AS (
    SELECT run_id, evaluated_ns, avg(accuracy) AS accuracy
    FROM evaluation
    WHERE cause = 'time' AND run_id = coalesce((SELECT run_id FROM asked), run_id)
    GROUP BY run_id, evaluated_ns
), gained AS (
    SELECT DISTINCT run_id,
           first_value(accuracy) OVER ordered AS first_accuracy,
           last_value(accuracy) OVER ordered AS last_accuracy
    FROM means
    WINDOW ordered AS (PARTITION BY run_id ORDER BY evaluated_ns
                       ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), newest AS (
    SELECT run_id, max(sampled_ns) AS sampled_ns FROM device_usage GROUP BY run_id
), used AS (
    SELECT run_id,
           CASE WHEN count(transmit_ns) = count(*) THEN sum(transmit_ns) / 1e9 END AS airtime_s,
           CASE WHEN count(radio_j) = count(*) OR count(compute_j) = count(*)
                THEN coalesce(CASE WHEN count(radio_j) = count(*) THEN sum(radio_j) END, 0)
                     + coalesce(CASE WHEN count(compute_j) = count(*) THEN sum(compute_j) END, 0) END AS joules
    FROM newest
    JOIN device_usage USING (run_id, sampled_ns)
    GROUP BY run_id
), priced AS (
    SELECT run_id, name, first_accuracy, last_accuracy,
           100 * (last_accuracy - first_accuracy) AS points,
           messages_sent, bytes_sent, airtime_s, joules,
           CASE WHEN last_accuracy > first_accuracy
                THEN 100 * (last_accuracy - first_accuracy) END AS paid
    FROM run
    LEFT JOIN gained USING (run_id)
    LEFT JOIN used USING (run_id)
    WHERE run_id = (SELECT run_id FROM asked) OR (:run_id IS NULL AND status = 'finished')
)
SELECT run_id, name, first_accuracy, last_accuracy, points,
       messages_sent, bytes_sent, airtime_s, joules,
       messages_sent / paid AS messages_per_point,
       bytes_sent / paid AS bytes_per_point,
       airtime_s / paid AS airtime_s_per_point,
       joules / paid AS joules_per_point
FROM priced
ORDER BY run_id;
