-- Question: what did IP carry between devices, as ns-3's FlowMonitor counts it (--flowMonitor)?
-- Parameters: :run_id, the run (not set: the last one).
-- Columns: sender_id, receiver_id, learners; protocol, 'udp', 'tcp' or its number; packets_sent,
--   packets_received; delivery, share of packets that arrived, 0 to 1; bytes_sent, with IP headers;
--   mean_delay_s, mean_jitter_s of packets, s; goodput_bps, received bits a second, with headers, between the
--   first packet sent and the last received; hops, mean number.
-- Flows of one pair and protocol are added up. Traffic from or to others than learners is left out.
WITH asked AS MATERIALIZED (
    -- Only an error can say what is wrong: that of a path of JSON that is none quotes it.
    SELECT CASE WHEN :run_id IS NULL THEN (SELECT max(run_id) FROM run)
                WHEN :run_id IN (SELECT run_id FROM run) THEN :run_id
                ELSE json_extract('{}', ':run_id ' || :run_id || ': no such run') END AS run_id
)
SELECT sender_id, receiver_id,
       CASE protocol WHEN 17 THEN 'udp' WHEN 6 THEN 'tcp' ELSE CAST(protocol AS TEXT) END AS protocol,
       sum(packets_sent) AS packets_sent, sum(packets_received) AS packets_received,
       1.0 * sum(packets_received) / sum(packets_sent) AS delivery,
       sum(bytes_sent) AS bytes_sent,
       sum(delay_sum_ns) / 1e9 / nullif(sum(packets_received), 0) AS mean_delay_s,
       sum(jitter_sum_ns) / 1e9 / nullif(sum(max(packets_received - 1, 0)), 0) AS mean_jitter_s,
       8e9 * sum(bytes_received) / nullif(max(last_received_ns) - min(first_sent_ns), 0) AS goodput_bps,
       1 + 1.0 * sum(forwardings) / nullif(sum(packets_received), 0) AS hops
FROM asked
JOIN flow USING (run_id)
WHERE sender_id IS NOT NULL AND receiver_id IS NOT NULL
GROUP BY sender_id, receiver_id, protocol
ORDER BY sender_id, receiver_id, protocol;
