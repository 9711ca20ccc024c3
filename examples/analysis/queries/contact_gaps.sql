-- Question: how long does a device, or a link, go without a model that is mixed in?
-- Parameters: :run_id, the run (not set: the last one); :by, 'link' for each sender and receiver (not
--   set: each receiver); :sample, messages to look at (not set: 500 000; 0: all). If there are
--   more, receivers are chosen by a hash of their id; theirs are complete.
-- Columns: receiver_id; sender_id (NULL unless by link); contacts, models mixed in; gaps, times between
--   two of them, and before the first (since the network was ready) and after the last (to the
--   end); mean_gap_s, p95_gap_s, longest_gap_s, s; longest_from_s, when the longest began, simulated
--   time, s. A device or link without any contact has one gap, the whole run, only if it was ever
--   sent to.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :by <> 'link' THEN json_extract('{}', ':by ' || :by || ': expected link')
                WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), chosen AS (
    SELECT *, CASE WHEN :sample <= 0 THEN 1 ELSE 1.0 * coalesce(:sample, 500000) / max(messages_sent, 1) END AS share
    FROM run
    WHERE run_id = (SELECT run_id FROM asked)
), taken AS MATERIALIZED (
    SELECT receiver_id AS receiver, CASE :by WHEN 'link' THEN sender_id END AS sender,
           CASE outcome WHEN 'delivered' THEN concluded_ns END AS met_ns
    FROM model_message
    WHERE (receiver_id * 2654435761 & 4294967295) < 4294967296 * (SELECT share FROM chosen)
      AND run_id = (SELECT run_id FROM chosen)
), met AS (
    SELECT receiver, sender, met_ns FROM taken WHERE met_ns IS NOT NULL
    UNION ALL
    SELECT receiver, sender, simulated_ns FROM taken, chosen GROUP BY receiver, sender
), gaps AS (
    SELECT receiver, sender, met_ns, lag(met_ns, 1, (SELECT ready_ns FROM chosen))
               OVER (PARTITION BY receiver, sender ORDER BY met_ns) AS from_ns
    FROM met
), placed AS (
    SELECT receiver, sender, from_ns, met_ns - from_ns AS gap_ns,
           row_number() OVER (PARTITION BY receiver, sender ORDER BY met_ns - from_ns) AS place,
           count(*) OVER (PARTITION BY receiver, sender) AS n
    FROM gaps
)
SELECT receiver AS receiver_id, sender AS sender_id, count(*) - 1 AS contacts, count(*) AS gaps,
       avg(gap_ns) / 1e9 AS mean_gap_s,
       min(CASE WHEN 20 * place >= 19 * n THEN gap_ns END) / 1e9 AS p95_gap_s,
       max(gap_ns) / 1e9 AS longest_gap_s,
       min(CASE WHEN place = n THEN from_ns END) / 1e9 AS longest_from_s
FROM placed
GROUP BY receiver, sender
ORDER BY longest_gap_s DESC, receiver, sender;
