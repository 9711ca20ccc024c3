-- Question: whose news travel slowly?
-- Parameters: :run_id, the run (not set: the last one); :sample, messages to look at (not set:
--   500 000; 0: all). Messages are chosen by a hash of their row.
-- Columns: learner_id, the source; source_staleness, time average over what the others hold of it, its
--   version age, versions (NULL if it is not tracked); place, 1 for the stalest; messages, its
--   delivered messages looked at; message_staleness, how many versions it had made since, when they
--   were mixed in, mean; delay_s, their mean delay, s (NULL at traceDetail=summary).
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), chosen AS (
    SELECT *, CASE WHEN :sample <= 0 THEN 1 ELSE 1.0 * coalesce(:sample, 500000) / max(messages_sent, 1) END AS share
    FROM run
    WHERE run_id = (SELECT run_id FROM asked)
), sent AS (
    SELECT sender_id, count(*) AS messages, avg(staleness) AS message_staleness,
           avg(concluded_ns - sent_ns) / 1e9 AS delay_s
    FROM model_message
    WHERE (rowid * 2654435761 & 4294967295) < 4294967296 * (SELECT share FROM chosen)
      AND run_id = (SELECT run_id FROM chosen) AND outcome = 'delivered'
    GROUP BY sender_id
)
SELECT learner.learner_id, source_staleness,
       rank() OVER (ORDER BY source_staleness DESC NULLS LAST) AS place,
       coalesce(messages, 0) AS messages, message_staleness, delay_s
FROM chosen
JOIN learner USING (run_id)
LEFT JOIN sent ON sent.sender_id = learner.learner_id
ORDER BY place, learner.learner_id;
