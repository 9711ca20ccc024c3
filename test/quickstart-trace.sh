#!/usr/bin/env bash
# quickstart-trace.sh PROGRAM: run the quickstart and check its trace with the
# sqlite3 program: what the quickstart promises, and that the rows agree.
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trace=$folder/quickstart.db
"$program" --trace="$trace" --progress=off >"$folder/out"

failed=0
# expect DESCRIPTION SQL: the query must give 1.
expect() {
  local answer
  answer=$(sqlite3 -readonly "$trace" "$2")
  if [ "$answer" != 1 ]; then
    echo "FAIL: $1: got '$answer' from: $2"
    failed=1
  fi
}
expect "the file is whole" "SELECT integrity_check = 'ok' FROM pragma_integrity_check"
expect "no key leads nowhere" "SELECT count(*) = 0 FROM pragma_foreign_key_check"
expect "one finished run of 20" \
  "SELECT count(*) = 1 FROM run_summary WHERE status = 'finished' AND learners = 20"
expect "gossip beats being alone by 0.05" \
  "SELECT mean_accuracy >= alone_accuracy + 0.05 FROM run_summary"
expect "gossip comes within 0.05 of one place" \
  "SELECT mean_accuracy >= pooled_accuracy - 0.05 FROM run_summary"
expect "theory is there" "SELECT abs(ideal_staleness - 3.5477) < 0.0001 FROM run_summary"
expect "every message has one outcome" \
  "SELECT messages_sent = messages_delivered + messages_lost + messages_expired +
   messages_rejected + messages_in_flight FROM run_summary"
expect "and one row" \
  "SELECT (SELECT count(*) FROM model_message) = messages_sent FROM run_summary"
expect "and every update" \
  "SELECT (SELECT count(*) FROM local_update) = local_updates FROM run_summary"
expect "views work" "SELECT count(*) > 0 FROM message WHERE delay_s BETWEEN 0 AND 5"
expect "views work" "SELECT count(*) > 10 FROM accuracy_history"
expect "views work" "SELECT count(*) > 10 FROM staleness_history"
expect "both baselines have all scores of classes" "SELECT alone_loss > pooled_loss AND
  alone_error IS NULL AND pooled_error IS NULL FROM run_summary"
expect "the run had its time" "SELECT stop_reason = 'duration' FROM run_summary"
expect "devices agree more than at their worst" "SELECT (SELECT max(mean_distance) FROM
  accuracy_history) > mean_distance AND mean_distance > 0 FROM run_summary"
expect "views work" "SELECT count(*) = 380 FROM communication_edge"

# Every table, view and column has a line in the schema's page.
page=$(dirname "$0")/../doc/trace-schema.rst
names=$(sqlite3 -readonly "$trace" "SELECT m.name FROM sqlite_schema m WHERE type IN ('table', 'view')
  UNION SELECT c.name FROM sqlite_schema m, pragma_table_info(m.name) c")
for name in $names; do
  if ! grep -qw -- "$name" "$page"; then
    echo "FAIL: doc/trace-schema.rst does not mention '$name'"
    failed=1
  fi
done

for text in accuracy "every device alone" "all data in one place" staleness "(r/lambda) H(n-1)" \
  messages bytes "trace      $trace"; do
  if ! grep -qF -- "$text" "$folder/out"; then
    echo "FAIL: the summary lacks '$text'"
    failed=1
  fi
done
exit $failed
