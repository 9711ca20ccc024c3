-- Question: who has learnt from whom (the influence matrix, as a list)?
-- Parameters: :run_id, the run (not set: the last one); :sample, messages to look at (not set:
--   500 000; 0: all). If there are more, receivers are chosen by a hash of their id; their rows of
--   the matrix are complete.
-- Columns: receiver_id; sender_id; merges, models of the sender that were mixed in; weight, the sum of the
--   shares of these models that were present; share, of the receiver's sum of weights, 0 to 1;
--   mean_staleness, versions the sender had made since; first_s and last_s, when the first and the
--   last was mixed in, simulated time, s. Pairs without a merge have no row.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), chosen AS (
    SELECT *, CASE WHEN :sample <= 0 THEN 1 ELSE 1.0 * coalesce(:sample, 500000) / max(messages_sent, 1) END AS share
    FROM run
    WHERE run_id = (SELECT run_id FROM asked)
), learnt AS (
    SELECT receiver_id, sender_id, count(*) AS merges, sum(fraction) AS weight,
           avg(staleness) AS mean_staleness,
           min(concluded_ns) / 1e9 AS first_s, max(concluded_ns) / 1e9 AS last_s
    FROM model_message
    WHERE (receiver_id * 2654435761 & 4294967295) < 4294967296 * (SELECT share FROM chosen)
      AND run_id = (SELECT run_id FROM chosen) AND outcome = 'delivered'
    GROUP BY receiver_id, sender_id
)
SELECT receiver_id, sender_id, merges, weight,
       weight / sum(weight) OVER (PARTITION BY receiver_id) AS share,
       mean_staleness, first_s, last_s
FROM learnt
ORDER BY receiver_id, sender_id;
