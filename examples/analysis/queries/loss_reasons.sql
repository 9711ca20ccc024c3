-- Question: why were models not delivered, by link, size, time or distance?
-- Parameters: as in delivery.sql: :run_id, :by, :bucket, :sample.
-- Columns: sender_id, receiver_id, value as in delivery.sql; outcome, 'lost', 'expired' or 'rejected';
--   reason; messages looked at with them; share, of all messages of the group with an outcome, 0
--   to 1; packets_arrived, mean share of their packets that arrived, 0 to 1.
WITH chosen AS (
    SELECT *, CASE WHEN :sample <= 0 THEN 1 ELSE 1.0 * coalesce(:sample, 500000) / max(messages_sent, 1) END AS share,
           coalesce(:bucket, CASE :by WHEN 'time' THEN simulated_ns / 20e9 WHEN 'distance' THEN 5 END) AS width
    FROM run
    WHERE run_id = coalesce(:run_id, (SELECT max(run_id) FROM run))
), taken AS (
    SELECT CASE :by WHEN 'link' THEN sender_id END AS sender,
           CASE :by WHEN 'link' THEN receiver_id END AS receiver,
           CASE :by
               WHEN 'size' THEN payload_bytes
               WHEN 'time' THEN (SELECT width * CAST(sent_ns / 1e9 / width AS INTEGER) FROM chosen)
               WHEN 'distance' THEN (
                   SELECT width * CAST(sqrt((a.x_m - b.x_m) * (a.x_m - b.x_m)
                                            + (a.y_m - b.y_m) * (a.y_m - b.y_m)
                                            + (a.z_m - b.z_m) * (a.z_m - b.z_m)) / width AS INTEGER)
                   FROM chosen, learner AS a, learner AS b
                   WHERE a.run_id = model_message.run_id AND a.learner_id = sender_id
                     AND b.run_id = model_message.run_id AND b.learner_id = receiver_id)
           END AS value,
           outcome, reason, 1.0 * packets_arrived / nullif(packets, 0) AS arrived
    FROM model_message
    WHERE (CASE :by WHEN 'link' THEN receiver_id ELSE rowid END * 2654435761 & 4294967295)
              < 4294967296 * (SELECT share FROM chosen)
      AND run_id = (SELECT run_id FROM chosen) AND outcome <> 'in_flight'
), counted AS (
    SELECT sender, receiver, value, outcome, reason, count(*) AS messages, avg(arrived) AS packets_arrived
    FROM taken
    GROUP BY sender, receiver, value, outcome, reason
), shared AS (
    SELECT *, 1.0 * messages / sum(messages) OVER (PARTITION BY sender, receiver, value) AS share
    FROM counted
)
SELECT sender AS sender_id, receiver AS receiver_id, value, outcome, reason, messages, share, packets_arrived
FROM shared
WHERE outcome <> 'delivered'
ORDER BY sender, receiver, value, messages DESC, reason;
