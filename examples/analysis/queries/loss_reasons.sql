-- Question: why were models not delivered, by link, size, time or distance?
-- Parameters: as in delivery.sql: :run_id, :by, :bucket, :sample.
-- Columns: sender_id, receiver_id, value as in delivery.sql; outcome, 'lost', 'expired' or 'rejected';
--   reason; messages looked at with them; share, of all messages of the group with an outcome, 0
--   to 1; packets_arrived, mean share of their packets that arrived, 0 to 1.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :by NOT IN ('link', 'size', 'time', 'distance')
                    THEN json_extract('{}', ':by ' || :by || ': expected link, size, time or distance')
                WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
), chosen AS (
    SELECT *, CASE WHEN :sample <= 0 THEN 1
                   ELSE 1.0 * coalesce(:sample, CASE :by WHEN 'distance' THEN 100000 ELSE 500000 END)
                        / max(messages_sent, 1) END AS share,
           coalesce(:bucket, CASE :by WHEN 'time' THEN simulated_ns / 20e9 WHEN 'distance' THEN 5 END) AS width
    FROM run
    WHERE run_id = (SELECT run_id FROM asked)
), taken AS NOT MATERIALIZED (
    SELECT rowid AS message, sender_id AS sender, receiver_id AS receiver, sent_ns, payload_bytes,
           outcome, reason, 1.0 * packets_arrived / nullif(packets, 0) AS arrived
    FROM model_message
    WHERE (CASE :by WHEN 'link' THEN receiver_id ELSE rowid END * 2654435761 & 4294967295)
              < 4294967296 * (SELECT share FROM chosen)
      AND run_id = (SELECT run_id FROM chosen) AND outcome <> 'in_flight'
), seen AS MATERIALIZED (
    SELECT learner_id AS device, 0 AS at_ns, 0 AS still_ns, 0 AS sample, x_m, y_m, z_m
    FROM learner
    WHERE :by = 'distance' AND run_id = (SELECT run_id FROM chosen)
    UNION ALL
    SELECT learner_id, sampled_ns,
           min(sampled_ns) OVER (ORDER BY sampled_ns GROUPS BETWEEN 1 PRECEDING AND 1 PRECEDING), 1, x_m, y_m, z_m
    FROM position
    WHERE :by = 'distance' AND run_id = (SELECT run_id FROM chosen)
), leg AS MATERIALIZED (
    SELECT device, row_number() OVER later AS number, x_m AS x, y_m AS y, z_m AS z,
           lead(x_m, 1, x_m) OVER later - x_m AS dx, lead(y_m, 1, y_m) OVER later - y_m AS dy,
           lead(z_m, 1, z_m) OVER later - z_m AS dz, coalesce(lead(still_ns, 1, at_ns) OVER later, 0) AS from_ns,
           1.0 * lead(at_ns) OVER later AS until_ns
    FROM seen
    WINDOW later AS (PARTITION BY device ORDER BY at_ns, sample)
), sent AS (
    SELECT *, sum(message IS NULL) OVER (PARTITION BY sender ORDER BY sent_ns, message) AS sender_leg
    FROM (SELECT message, sender, receiver, sent_ns, outcome, reason, arrived FROM taken WHERE :by = 'distance'
          UNION ALL SELECT NULL, device, NULL, at_ns, NULL, NULL, NULL FROM seen)
), met AS (
    SELECT *, sum(message IS NULL) OVER (PARTITION BY receiver ORDER BY sent_ns, message) AS receiver_leg
    FROM (SELECT * FROM sent WHERE message IS NOT NULL
          UNION ALL SELECT NULL, NULL, device, at_ns, NULL, NULL, NULL, NULL FROM seen)
), gone AS (
    SELECT met.*, a.x - b.x AS x, a.y - b.y AS y, a.z - b.z AS z, a.dx, a.dy, a.dz, b.dx AS ex, b.dy AS ey, b.dz AS ez,
           coalesce(max(sent_ns - a.from_ns, 0) / (a.until_ns - a.from_ns), 0) AS s,
           coalesce(max(sent_ns - b.from_ns, 0) / (b.until_ns - b.from_ns), 0) AS r
    FROM met
    JOIN leg AS a ON a.device = sender AND a.number = sender_leg
    JOIN leg AS b ON b.device = receiver AND b.number = receiver_leg
    WHERE message IS NOT NULL
), apart AS (
    SELECT *, sqrt((x + s * dx - r * ex) * (x + s * dx - r * ex) + (y + s * dy - r * ey) * (y + s * dy - r * ey)
                   + (z + s * dz - r * ez) * (z + s * dz - r * ez)) AS metres
    FROM gone
), valued AS (
    SELECT CASE :by WHEN 'link' THEN sender END AS sender, CASE :by WHEN 'link' THEN receiver END AS receiver,
           CASE :by
               WHEN 'size' THEN payload_bytes
               WHEN 'time' THEN (SELECT width * CAST(sent_ns / 1e9 / width AS INTEGER) FROM chosen)
           END AS value,
           outcome, reason, arrived
    FROM taken
    WHERE :by IS NOT 'distance'
    UNION ALL
    SELECT NULL, NULL, (SELECT width * CAST(metres / width AS INTEGER) FROM chosen), outcome, reason, arrived
    FROM apart
), counted AS (
    SELECT sender, receiver, value, outcome, reason, count(*) AS messages, avg(arrived) AS packets_arrived
    FROM valued
    GROUP BY sender, receiver, value, outcome, reason
), shared AS (
    SELECT *, 1.0 * messages / sum(messages) OVER (PARTITION BY sender, receiver, value) AS share
    FROM counted
)
SELECT sender AS sender_id, receiver AS receiver_id, value, outcome, reason, messages, share, packets_arrived
FROM shared
WHERE outcome <> 'delivered'
ORDER BY sender, receiver, value, messages DESC, reason;
