-- Question: how many models arrive, and how long do they take, by link, size, time or distance?
-- Parameters: :run_id, the run (not set: the last one); :by, 'link', 'size', 'time' or 'distance' (not
--   set: all together); :bucket, width of a group, s or m (not set: a twentieth of the run, 5 m);
--   :sample, messages to look at (not set: 500 000; 0: all). If there are more, messages are chosen
--   by a hash of their row; with 'link' receivers are chosen by a hash of their id, so that the
--   links shown are complete.
-- Columns: sender_id, receiver_id (of a link, else NULL); value, where the group begins: payload in
--   bytes, sending time in s, or distance at the start in m (NULL for a link); messages looked at;
--   delivered, lost, other (expired or rejected), in_flight of these; delivery, share of those
--   with an outcome that were delivered, 0 to 1; mean_delay_s, p50_delay_s, p95_delay_s, p99_delay_s,
--   max_delay_s, of delivered ones, s; bytes, handed to the network.
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
           outcome, bytes,
           CASE outcome WHEN 'delivered' THEN concluded_ns - sent_ns END AS delay_ns
    FROM model_message
    WHERE (CASE :by WHEN 'link' THEN receiver_id ELSE rowid END * 2654435761 & 4294967295)
              < 4294967296 * (SELECT share FROM chosen)
      AND run_id = (SELECT run_id FROM chosen)
), placed AS (
    SELECT *, row_number() OVER ordered AS place,
           count(delay_ns) OVER (PARTITION BY sender, receiver, value) AS arrived
    FROM taken
    WINDOW ordered AS (PARTITION BY sender, receiver, value ORDER BY delay_ns NULLS LAST)
)
SELECT sender AS sender_id, receiver AS receiver_id, value, count(*) AS messages,
       sum(outcome = 'delivered') AS delivered,
       sum(outcome = 'lost') AS lost,
       sum(outcome IN ('expired', 'rejected')) AS other,
       sum(outcome = 'in_flight') AS in_flight,
       1.0 * sum(outcome = 'delivered') / nullif(sum(outcome <> 'in_flight'), 0) AS delivery,
       avg(delay_ns) / 1e9 AS mean_delay_s,
       min(CASE WHEN 2 * place >= arrived THEN delay_ns END) / 1e9 AS p50_delay_s,
       min(CASE WHEN 20 * place >= 19 * arrived THEN delay_ns END) / 1e9 AS p95_delay_s,
       min(CASE WHEN 100 * place >= 99 * arrived THEN delay_ns END) / 1e9 AS p99_delay_s,
       max(delay_ns) / 1e9 AS max_delay_s,
       sum(bytes) AS bytes
FROM placed
GROUP BY sender, receiver, value
ORDER BY sender, receiver, value;
