-- The stardust trace, schema version 3. One file holds any number of runs.
-- Simulated times are integer nanoseconds in tables (x_ns), seconds in views (x_s).
-- Every table and column is described in doc/trace-schema.rst. Whoever changes this file
-- after a release reads trace-migrations.sql first.
-- Tables with many rows spell their checks with OR: for IN with more than two values SQLite
-- builds an index anew for every row, which halves the rows written a second.

PRAGMA application_id = 1398031445;
PRAGMA user_version = 3;

CREATE TABLE run (
    run_id              INTEGER PRIMARY KEY,
    name                TEXT    NOT NULL,
    status              TEXT    NOT NULL CHECK (status IN ('running', 'finished', 'failed')),
    started_at          TEXT    NOT NULL,
    command_line        TEXT    NOT NULL,
    parameters          TEXT    NOT NULL CHECK (json_valid(parameters)),
    module_version      TEXT    NOT NULL,
    ns3_version         TEXT,
    build_type          TEXT    NOT NULL,
    kernel              TEXT    CHECK (kernel IN ('baseline', 'avx2', 'avx512')),
    rng_seed            INTEGER NOT NULL,
    rng_run             INTEGER NOT NULL,
    learners            INTEGER NOT NULL CHECK (learners > 0),
    graph               TEXT    NOT NULL,
    detail              TEXT    NOT NULL CHECK (detail IN ('all', 'messages', 'summary')),
    tracked_sources     INTEGER NOT NULL CHECK (tracked_sources >= 0),
    source_id           INTEGER,
    coordination        TEXT    NOT NULL,
    ready_ns            INTEGER NOT NULL,
    warm_up_ns          INTEGER NOT NULL,
    partition           TEXT,
    partition_seed      INTEGER,
    simulated_ns        INTEGER NOT NULL DEFAULT 0,
    wall_s              REAL    NOT NULL DEFAULT 0,
    last_evaluated_ns   INTEGER,
    messages_sent       INTEGER NOT NULL DEFAULT 0,
    messages_delivered  INTEGER NOT NULL DEFAULT 0,
    messages_lost       INTEGER NOT NULL DEFAULT 0,
    messages_expired    INTEGER NOT NULL DEFAULT 0,
    messages_rejected   INTEGER NOT NULL DEFAULT 0,
    messages_in_flight  INTEGER NOT NULL DEFAULT 0,
    bytes_sent          INTEGER NOT NULL DEFAULT 0,
    packets_sent        INTEGER NOT NULL DEFAULT 0,
    late_packets        INTEGER NOT NULL DEFAULT 0,
    stray_packets       INTEGER NOT NULL DEFAULT 0,
    feedback_sent       INTEGER NOT NULL DEFAULT 0,
    feedback_bytes      INTEGER NOT NULL DEFAULT 0,
    pilots_sent         INTEGER NOT NULL DEFAULT 0,
    pilot_bytes         INTEGER NOT NULL DEFAULT 0,
    gossips_skipped     INTEGER NOT NULL DEFAULT 0,
    local_updates       INTEGER NOT NULL DEFAULT 0,
    mean_staleness      REAL,
    ideal_staleness     REAL,
    alone_accuracy      REAL,
    alone_loss          REAL,
    alone_error         REAL,
    pooled_accuracy     REAL,
    pooled_loss         REAL,
    pooled_error        REAL,
    digest              TEXT,
    stop_reason         TEXT    CHECK
                        (stop_reason IN ('duration', 'accuracy', 'loss', 'staleness'))
) STRICT;

CREATE TABLE run_parameter (
    run_id INTEGER NOT NULL REFERENCES run (run_id),
    kind   TEXT    NOT NULL CHECK (kind IN ('option', 'attribute', 'global', 'part', 'host')),
    name   TEXT    NOT NULL,
    value  TEXT    NOT NULL,
    PRIMARY KEY (run_id, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE learner (
    run_id           INTEGER NOT NULL REFERENCES run (run_id),
    learner_id       INTEGER NOT NULL,
    node_id          INTEGER NOT NULL,
    samples          INTEGER NOT NULL,
    parameters       INTEGER NOT NULL,
    x_m              REAL,
    y_m              REAL,
    z_m              REAL,
    device_speed     REAL,
    held_staleness   REAL,
    source_staleness REAL,
    PRIMARY KEY (run_id, learner_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE learner_class (
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    learner_id INTEGER NOT NULL,
    class      INTEGER NOT NULL,
    samples    INTEGER NOT NULL CHECK (samples > 0),
    PRIMARY KEY (run_id, learner_id, class),
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE edge (
    run_id      INTEGER NOT NULL REFERENCES run (run_id),
    sender_id   INTEGER NOT NULL,
    receiver_id INTEGER NOT NULL,
    since_ns    INTEGER NOT NULL,
    weight      REAL    NOT NULL,
    FOREIGN KEY (run_id, sender_id) REFERENCES learner (run_id, learner_id),
    FOREIGN KEY (run_id, receiver_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE edge_change (
    run_id      INTEGER NOT NULL REFERENCES run (run_id),
    sender_id   INTEGER NOT NULL,
    receiver_id INTEGER NOT NULL,
    changed_ns  INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('up', 'down')),
    weight      REAL    NOT NULL,
    FOREIGN KEY (run_id, sender_id) REFERENCES learner (run_id, learner_id),
    FOREIGN KEY (run_id, receiver_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE membership (
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    learner_id INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('up', 'down')),
    cause      TEXT    NOT NULL CHECK (cause IN ('script', 'churn', 'battery')),
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE device_usage (
    run_id           INTEGER NOT NULL REFERENCES run (run_id),
    sampled_ns       INTEGER NOT NULL,
    learner_id       INTEGER NOT NULL,
    sent_bytes       INTEGER NOT NULL,
    received_bytes   INTEGER NOT NULL,
    sent_packets     INTEGER NOT NULL,
    received_packets INTEGER NOT NULL,
    sent_frames      INTEGER,
    received_frames  INTEGER,
    transmit_ns      INTEGER,
    receive_ns       INTEGER,
    busy_ns          INTEGER,
    radio_j          REAL,
    compute_j        REAL,
    remaining_j      REAL,
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE local_update (
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    learner_id INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    started_ns INTEGER NOT NULL,
    ended_ns   INTEGER NOT NULL,
    loss       REAL,
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE model_message (
    run_id          INTEGER NOT NULL REFERENCES run (run_id),
    sender_id       INTEGER NOT NULL,
    sequence        INTEGER NOT NULL,
    receiver_id     INTEGER NOT NULL,
    sender_version  INTEGER NOT NULL,
    payload_bytes   INTEGER NOT NULL,
    bytes           INTEGER NOT NULL,
    packets         INTEGER NOT NULL,
    packets_arrived INTEGER NOT NULL,
    sent_ns         INTEGER NOT NULL,
    concluded_ns    INTEGER,
    outcome         TEXT    NOT NULL CHECK
                    (outcome = 'delivered' OR outcome = 'lost' OR outcome = 'expired' OR
                     outcome = 'rejected' OR outcome = 'in_flight'),
    reason          TEXT    CHECK
                    (reason IS NULL OR reason = 'no_packet_arrived' OR
                     reason = 'packets_missing' OR reason = 'send_failed' OR
                     reason = 'channel_error' OR reason = 'too_late' OR
                     reason = 'receiver_stopped' OR reason = 'sender_stopped' OR
                     reason = 'malformed' OR reason = 'not_finite' OR reason = 'refused' OR
                     reason = 'connection_refused' OR reason = 'connection_lost' OR
                     reason = 'superseded' OR reason = 'over_limit' OR
                     reason = 'queue_full' OR reason = 'queue_expired' OR
                     reason = 'retry_limit' OR reason = 'not_associated' OR
                     reason = 'no_route' OR reason = 'route_error' OR reason = 'ttl' OR
                     reason = 'interface_down' OR reason = 'arp_failed' OR
                     reason = 'link_error' OR reason = 'reference_missing'),
    fraction        REAL    NOT NULL CHECK (fraction >= 0 AND fraction <= 1),
    staleness       INTEGER,
    transmission    INTEGER,
    first_packet_ns INTEGER,
    last_packet_ns  INTEGER,
    mac_retries     INTEGER,
    mac_drops       INTEGER,
    FOREIGN KEY (run_id, sender_id) REFERENCES learner (run_id, learner_id),
    FOREIGN KEY (run_id, receiver_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE evaluation (
    run_id       INTEGER NOT NULL REFERENCES run (run_id),
    evaluated_ns INTEGER NOT NULL,
    learner_id   INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    cause        TEXT    NOT NULL CHECK (cause IN ('time', 'version')),
    samples      INTEGER NOT NULL,
    loss         REAL,
    accuracy     REAL,
    error        REAL,
    distance     REAL,
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE class_evaluation (
    run_id       INTEGER NOT NULL REFERENCES run (run_id),
    evaluated_ns INTEGER NOT NULL,
    learner_id   INTEGER NOT NULL,
    cause        TEXT    NOT NULL CHECK (cause IN ('time', 'version')),
    class        INTEGER NOT NULL,
    samples      INTEGER NOT NULL CHECK (samples > 0),
    accuracy     REAL    NOT NULL,
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE model_parameters (
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    learner_id INTEGER NOT NULL,
    saved_ns   INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    parameters BLOB    NOT NULL,
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE flow (
    run_id              INTEGER NOT NULL REFERENCES run (run_id),
    flow_id             INTEGER NOT NULL,
    source_address      TEXT    NOT NULL,
    source_port         INTEGER NOT NULL,
    destination_address TEXT    NOT NULL,
    destination_port    INTEGER NOT NULL,
    protocol            INTEGER NOT NULL,
    sender_id           INTEGER,
    receiver_id         INTEGER,
    packets_sent        INTEGER NOT NULL,
    bytes_sent          INTEGER NOT NULL,
    packets_received    INTEGER NOT NULL,
    bytes_received      INTEGER NOT NULL,
    packets_lost        INTEGER NOT NULL,
    packets_dropped     INTEGER NOT NULL,
    forwardings         INTEGER NOT NULL,
    delay_sum_ns        INTEGER NOT NULL,
    jitter_sum_ns       INTEGER NOT NULL,
    first_sent_ns       INTEGER,
    last_sent_ns        INTEGER,
    first_received_ns   INTEGER,
    last_received_ns    INTEGER,
    FOREIGN KEY (run_id, sender_id) REFERENCES learner (run_id, learner_id),
    FOREIGN KEY (run_id, receiver_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE staleness (
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    sampled_ns INTEGER NOT NULL,
    learner_id INTEGER NOT NULL,
    mean       REAL    NOT NULL,
    worst      INTEGER NOT NULL,
    since_fresh_ns INTEGER NOT NULL,
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE pair_staleness (
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    source_id  INTEGER NOT NULL,
    learner_id INTEGER NOT NULL,
    mean       REAL    NOT NULL,
    FOREIGN KEY (run_id, source_id) REFERENCES learner (run_id, learner_id),
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE staleness_sample (
    run_id                 INTEGER NOT NULL REFERENCES run (run_id),
    sampled_ns             INTEGER NOT NULL,
    mean                   REAL    NOT NULL,
    median                 INTEGER NOT NULL,
    p95                    INTEGER NOT NULL,
    p99                    INTEGER NOT NULL,
    worst                  INTEGER NOT NULL,
    worst_learner_id       INTEGER NOT NULL,
    mean_worst             REAL    NOT NULL,
    mean_since_fresh_ns    REAL    NOT NULL,
    longest_since_fresh_ns INTEGER NOT NULL,
    source_mean            REAL,
    source_worst           INTEGER
) STRICT;

CREATE TABLE position (
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    learner_id INTEGER NOT NULL,
    sampled_ns INTEGER NOT NULL,
    x_m        REAL    NOT NULL,
    y_m        REAL    NOT NULL,
    z_m        REAL    NOT NULL,
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id)
) STRICT;

CREATE TABLE station (
    run_id  INTEGER NOT NULL REFERENCES run (run_id),
    node_id INTEGER NOT NULL,
    kind    TEXT    NOT NULL CHECK (kind IN ('access_point', 'base_station')),
    x_m     REAL    NOT NULL,
    y_m     REAL    NOT NULL,
    z_m     REAL    NOT NULL
) STRICT;

CREATE TABLE stray_source (
    run_id     INTEGER NOT NULL REFERENCES run (run_id),
    learner_id INTEGER NOT NULL,
    source     TEXT    NOT NULL,
    sender_id  INTEGER,
    packets    INTEGER NOT NULL CHECK (packets > 0),
    PRIMARY KEY (run_id, learner_id, source),
    FOREIGN KEY (run_id, learner_id) REFERENCES learner (run_id, learner_id),
    FOREIGN KEY (run_id, sender_id) REFERENCES learner (run_id, learner_id)
) STRICT, WITHOUT ROWID;

CREATE VIEW run_summary AS
SELECT run.run_id, run.name, run.status, run.learners,
       run.simulated_ns / 1e9 AS simulated_s,
       run.stop_reason,
       run.wall_s,
       last.mean_accuracy, last.worst_accuracy, last.best_accuracy,
       run.alone_accuracy, run.pooled_accuracy,
       last.mean_loss, run.alone_loss, run.pooled_loss,
       last.mean_error, run.alone_error, run.pooled_error,
       last.mean_distance, last.diverged,
       run.mean_staleness, run.ideal_staleness,
       run.messages_sent, run.messages_delivered, run.messages_lost, run.messages_expired,
       run.messages_rejected, run.messages_in_flight,
       run.bytes_sent, run.local_updates, run.tracked_sources,
       used.transmit_s, used.radio_j, used.compute_j
FROM run
LEFT JOIN (
    SELECT evaluation.run_id,
           avg(accuracy) AS mean_accuracy,
           min(accuracy) AS worst_accuracy,
           max(accuracy) AS best_accuracy,
           CASE WHEN count(loss) = count(*) THEN avg(loss) END AS mean_loss,
           CASE WHEN count(loss) = count(*) THEN avg(error) END AS mean_error,
           avg(distance) AS mean_distance,
           count(*) - count(loss) AS diverged
    FROM evaluation
    JOIN run ON run.run_id = evaluation.run_id
            AND run.last_evaluated_ns = evaluation.evaluated_ns
    WHERE evaluation.cause = 'time'
    GROUP BY evaluation.run_id
) AS last ON last.run_id = run.run_id
LEFT JOIN (
    SELECT device_usage.run_id,
           sum(transmit_ns) / 1e9 AS transmit_s,
           sum(radio_j) AS radio_j,
           sum(compute_j) AS compute_j
    FROM device_usage
    JOIN run ON run.run_id = device_usage.run_id
            AND run.simulated_ns = device_usage.sampled_ns
    GROUP BY device_usage.run_id
) AS used ON used.run_id = run.run_id;

CREATE VIEW usage_history AS
SELECT run_id,
       sampled_ns / 1e9 AS sampled_s,
       sum(sent_bytes) AS sent_bytes,
       sum(received_bytes) AS received_bytes,
       sum(sent_packets) AS sent_packets,
       sum(received_packets) AS received_packets,
       sum(sent_frames) AS sent_frames,
       sum(received_frames) AS received_frames,
       sum(transmit_ns) / 1e9 AS transmit_s,
       sum(receive_ns) / 1e9 AS receive_s,
       sum(busy_ns) / 1e9 AS busy_s,
       sum(radio_j) AS radio_j,
       sum(compute_j) AS compute_j,
       sum(remaining_j) AS remaining_j,
       min(remaining_j) AS least_remaining_j,
       sum(remaining_j <= 0) AS empty_devices
FROM device_usage
GROUP BY run_id, sampled_ns;

CREATE VIEW device_summary AS
SELECT learner.run_id, learner.learner_id,
       score.accuracy, score.loss, score.error,
       learner.held_staleness, learner.source_staleness,
       used.sent_bytes, used.received_bytes, used.sent_packets, used.received_packets,
       used.sent_frames, used.received_frames,
       used.transmit_ns / 1e9 AS transmit_s,
       used.receive_ns / 1e9 AS receive_s,
       used.busy_ns / 1e9 AS busy_s,
       used.radio_j, used.compute_j, used.remaining_j,
       ended.ended_s
FROM learner
JOIN run ON run.run_id = learner.run_id
LEFT JOIN evaluation AS score
       ON score.run_id = learner.run_id AND score.learner_id = learner.learner_id
      AND score.cause = 'time' AND score.evaluated_ns = run.last_evaluated_ns
LEFT JOIN device_usage AS used
       ON used.run_id = learner.run_id AND used.learner_id = learner.learner_id
      AND used.sampled_ns = run.simulated_ns
LEFT JOIN (
    SELECT run_id, learner_id, min(changed_ns) / 1e9 AS ended_s
    FROM membership
    WHERE cause = 'battery'
    GROUP BY run_id, learner_id
) AS ended ON ended.run_id = learner.run_id AND ended.learner_id = learner.learner_id;

CREATE VIEW message AS
SELECT run_id, sender_id, sequence, receiver_id, sender_version, payload_bytes, bytes,
       packets, packets_arrived,
       sent_ns / 1e9 AS sent_s,
       concluded_ns / 1e9 AS concluded_s,
       CASE WHEN outcome = 'delivered' THEN (concluded_ns - sent_ns) / 1e9 END AS delay_s,
       outcome, reason, fraction, staleness,
       first_packet_ns / 1e9 AS first_packet_s,
       last_packet_ns / 1e9 AS last_packet_s,
       mac_retries, mac_drops
FROM model_message;

CREATE VIEW loss_reasons AS
SELECT run_id, reason, count(*) AS messages
FROM model_message
WHERE outcome = 'lost'
GROUP BY run_id, reason;

CREATE VIEW link_summary AS
SELECT run_id, sender_id, receiver_id,
       count(*) AS sent,
       sum(outcome = 'delivered') AS delivered,
       sum(outcome = 'lost') AS lost,
       avg(CASE WHEN outcome = 'delivered' THEN (concluded_ns - sent_ns) / 1e9 END)
           AS mean_delay_s,
       sum(bytes) AS bytes,
       sum(mac_retries) AS retries
FROM model_message
GROUP BY run_id, sender_id, receiver_id;

CREATE VIEW update_history AS
SELECT run_id, learner_id, version,
       started_ns / 1e9 AS started_s,
       ended_ns / 1e9 AS ended_s,
       loss
FROM local_update;

CREATE VIEW accuracy_history AS
SELECT run_id,
       evaluated_ns / 1e9 AS evaluated_s,
       avg(accuracy) AS mean_accuracy,
       min(accuracy) AS worst_accuracy,
       max(accuracy) AS best_accuracy,
       CASE WHEN count(loss) = count(*) THEN avg(loss) END AS mean_loss,
       CASE WHEN count(loss) = count(*) THEN avg(error) END AS mean_error,
       avg(distance) AS mean_distance,
       count(*) - count(loss) AS diverged
FROM evaluation
WHERE cause = 'time'
GROUP BY run_id, evaluated_ns;

CREATE VIEW version_history AS
SELECT run_id,
       version,
       count(*) AS learners,
       avg(evaluated_ns) / 1e9 AS mean_evaluated_s,
       avg(accuracy) AS mean_accuracy,
       CASE WHEN count(loss) = count(*) THEN avg(loss) END AS mean_loss,
       CASE WHEN count(loss) = count(*) THEN avg(error) END AS mean_error
FROM evaluation
WHERE cause = 'version'
GROUP BY run_id, version;

CREATE VIEW class_history AS
SELECT run_id,
       evaluated_ns / 1e9 AS evaluated_s,
       class,
       samples,
       avg(accuracy) AS mean_accuracy,
       min(accuracy) AS worst_accuracy,
       max(accuracy) AS best_accuracy
FROM class_evaluation
WHERE cause = 'time'
GROUP BY run_id, evaluated_ns, class;

CREATE VIEW staleness_history AS
SELECT run_id,
       sampled_ns / 1e9 AS sampled_s,
       mean AS mean_staleness,
       median, p95, p99,
       worst AS worst_staleness,
       worst_learner_id,
       mean_worst AS mean_worst_staleness,
       mean_since_fresh_ns / 1e9 AS mean_since_fresh_s,
       longest_since_fresh_ns / 1e9 AS longest_since_fresh_s,
       source_mean, source_worst
FROM staleness_sample;

CREATE VIEW position_history AS
SELECT run_id, learner_id, 0.0 AS sampled_s, x_m, y_m, z_m
FROM learner
WHERE x_m IS NOT NULL
UNION ALL
SELECT run_id, learner_id, sampled_ns / 1e9, x_m, y_m, z_m
FROM position;

CREATE VIEW communication_edge AS
SELECT link.run_id, link.sender_id, link.receiver_id, link.since_ns / 1e9 AS since_s,
       (SELECT min(change.changed_ns) / 1e9
        FROM edge_change AS change
        WHERE change.run_id = link.run_id AND change.sender_id = link.sender_id
          AND change.receiver_id = link.receiver_id AND change.state = 'down'
          AND change.changed_ns > link.since_ns) AS until_s,
       link.weight
FROM (
    SELECT run_id, sender_id, receiver_id, since_ns, weight
    FROM edge
    UNION ALL
    SELECT sender.run_id, sender.learner_id, receiver.learner_id, 0, 1.0
    FROM learner AS sender
    JOIN run ON run.run_id = sender.run_id AND run.graph = 'complete'
    JOIN learner AS receiver
      ON receiver.run_id = sender.run_id AND receiver.learner_id <> sender.learner_id
    UNION ALL
    SELECT run_id, sender_id, receiver_id, changed_ns, weight
    FROM edge_change
    WHERE state = 'up'
) AS link;
