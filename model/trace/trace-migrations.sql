-- How an older trace becomes one of the present schema. Opening a trace for writing does, in
-- one transaction that sees no other connection:
--
-- 1. the views of trace-schema.sql are dropped;
-- 2. the steps below are executed from the file's version on;
-- 3. every table whose text differs from that in trace-schema.sql is made anew from it, and
--    takes the columns that both have; tables that are not there are made; indexes and
--    triggers of the user's are made again;
-- 4. the views are made, and user_version is set.
--
-- So a step has to say only what names do not:
--
-- * a column that may be NULL or has a DEFAULT, a table, a view, a check: nothing;
-- * a column NOT NULL without a DEFAULT: ALTER TABLE t ADD COLUMN c ... DEFAULT v, and UPDATE
--   where the value follows from others; 3. then takes the DEFAULT away;
-- * a new name: ALTER TABLE t RENAME COLUMN a TO b, or RENAME TO;
-- * a table, column or view that is gone: DROP it. A column that only the file has ends the
--   migration with an error; a table or view that only the file has is taken for the user's
--   and left alone.
--
-- Before the first release with a new version n: add the line "-- FROM n-1" with its step (it
-- may be empty), raise user_version in trace-schema.sql and TRACE_SCHEMA_VERSION in
-- trace-file.h, and store the old schema as test/trace-schema-(n-1).sql for the tests.

-- FROM 1

CREATE TABLE run_parameter (
    run_id INTEGER,
    kind   TEXT,
    name   TEXT,
    value  TEXT
);
INSERT INTO run_parameter (run_id, kind, name, value)
SELECT run.run_id, 'option', option.key, coalesce(max(CAST(option.value AS TEXT)), '')
FROM run, json_each(run.parameters) AS option
WHERE option.key IS NOT NULL
GROUP BY run.run_id, option.key;

-- Version 1 does not say who paused a device.
ALTER TABLE membership ADD COLUMN cause TEXT NOT NULL DEFAULT 'script';

-- FROM 2

-- FROM 3
