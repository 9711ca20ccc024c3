#!/usr/bin/env bash
# crash.sh FOLDER [INSTANTS]: what a trace holds when the program in FOLDER dies. It is killed
# (SIGKILL) at INSTANTS random instants (default 10), and once more while two programs write to
# one file; it meets a full disk, where a tmpfs can be mounted, a limit on the size of files and a
# removed folder. Each time the file must open, pass SQLite's checks and hold all but the last
# second, on a busy machine a little more, which the last line tells: totals always, rows where the
# run keeps to real time. Its run must be marked unfinished; a program that goes on must end with
# one line and status 1.
# 77: sqlite3 is missing, nothing was tried.
set -uo pipefail
programs=$(cd "$1" && pwd)
instants=${2:-10}
# A second may be lost, and some more where programs wait for their share of a busy core.
limit=$(awk -v cores="$(nproc)" '{ s = 0.5 * $1 / cores; print 1 + (s > 0.3 ? s : 0.3) }' /proc/loadavg)
command -v sqlite3 >/dev/null || { echo "sqlite3 is missing"; exit 77; }
folder=$(mktemp -d)
mounted=
trap '[ -n "$mounted" ] && umount "$mounted"; rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0

fail() {
  echo "FAIL: $*"
  failed=1
}

ask() { sqlite3 -cmd '.timeout 5000' "$1" "$2" 2>&1; }

now() { echo "${EPOCHREALTIME/,/.}"; }

# holds A OP B: compares two numbers.
holds() { awk -v a="$1" -v b="$3" "BEGIN { exit !(a + 0 $2 b + 0) }"; }

# start_run TRACE OPTION...: in the background; fills pid.
start_run() {
  local trace=$1
  shift
  "$programs/stardust-experiment" --task=none --progress=off --learners=100 --duration=100000 \
    --evaluateEvery=0 --trace="$trace" "$@" >out 2>err &
  pid=$!
}

# wait_for_file TRACE: until the run begins; fills started.
wait_for_file() {
  for _ in $(seq 1000); do
    [ -s "$1" ] && break
    sleep 0.01
  done
  started=$(now)
}

# check_whole TRACE WHAT: what must hold of every trace whose program is gone.
check_whole() {
  [ "$(ask "$1" 'PRAGMA integrity_check')" = ok ] || fail "$2: integrity_check"
  [ -z "$(ask "$1" 'PRAGMA foreign_key_check')" ] || fail "$2: foreign_key_check"
  [ "$(ask "$1" "SELECT count(*) FROM run_summary WHERE status = 'finished'")" = 0 ] ||
    fail "$2: a run that was not finished is marked finished"
}

# In real time a row's simulated time says when it was made.
realtime=(--SimulatorImplementationType=ns3::RealtimeSimulatorImpl --updateRate=10 --gossipRate=10)

# check_age TIME WHAT: of a run killed, what was made until TIME, s since it began, is there.
check_age() {
  local age
  age=$(awk -v k="$killed" -v s="$started" -v t="${1:-0}" 'BEGIN { print k - s - t }')
  holds "$age" '<=' "$limit" || fail "$2: lost the last $age s"
  holds "$age" '>' "$worst" && worst=$age
}

# kill_once I: one program, at full speed or in real time.
kill_once() {
  local options=() kind=fast trace=kill-$1.db
  if [ $(($1 % 2)) -eq 0 ]; then
    options=("${realtime[@]}")
    kind="real time"
  fi
  start_run "$trace" "${options[@]}"
  wait_for_file "$trace"
  sleep "$(awk -v r=$RANDOM 'BEGIN { print r / 32768 * 3 }')"
  killed=$(now)
  kill -9 $pid
  wait $pid 2>/dev/null
  check_whole "$trace" "killed ($kind)"
  # Killed at once it may not have begun.
  [ "$(ask "$trace" "SELECT count(*) FROM run_summary WHERE status <> 'running'")" = 0 ] ||
    fail "killed ($kind): status"
  check_age "$(ask "$trace" 'SELECT wall_s FROM run')" "totals, killed ($kind)"
  if [ "$kind" = "real time" ]; then
    check_age "$(ask "$trace" 'SELECT max(ended_ns) / 1e9 FROM local_update')" "rows, killed ($kind)"
  fi
  rm -f "$trace"*
}

# kill_one_of_two: the one that is left goes on, and both runs are there.
kill_one_of_two() {
  start_run two.db
  local other=$pid
  wait_for_file two.db
  "$programs/stardust-experiment" --task=none --progress=off --learners=10 --duration=60000 \
    --trace=two.db >out2 2>err2 &
  local second=$!
  # Each waits for the other's transactions.
  for _ in $(seq 100); do
    [ "$(ask two.db "SELECT count(*) FROM run WHERE status = 'running'")" = 2 ] && break
    sleep 0.1
  done
  [ "$(ask two.db "SELECT count(*) FROM run WHERE status = 'running'")" = 2 ] ||
    fail "two programs: they do not write at the same time"
  sleep 0.2
  kill -9 $other
  wait $other 2>/dev/null
  wait $second || fail "two programs: the one that was left ended with $?: $(cat err2)"
  [ "$(ask two.db 'PRAGMA integrity_check')" = ok ] || fail "two programs: integrity_check"
  [ "$(ask two.db 'SELECT group_concat(status) FROM (SELECT status FROM run ORDER BY status)')" = \
    finished,running ] || fail "two programs: status"
  [ "$(ask two.db 'SELECT (SELECT count(*) FROM local_update AS u WHERE u.run_id = run.run_id) =
    local_updates FROM run WHERE status = "finished"')" = 1 ] || fail "two programs: rows"
  # The next run is appended behind the dead one.
  "$programs/stardust-experiment" --task=none --progress=off --learners=10 --duration=20 \
    --trace=two.db >out 2>err || fail "two programs: no third run: $(cat err)"
  rm -f two.db*
}

# expect_end WHAT TEXT TRACE: the program of pid ends by itself with one line.
expect_end() {
  local status=0
  for _ in $(seq 600); do
    kill -0 $pid 2>/dev/null || break
    sleep 0.1
  done
  kill -0 $pid 2>/dev/null && { fail "$1: still runs after 60 s"; kill -9 $pid; }
  wait $pid
  status=$?
  [ $status -eq 1 ] || fail "$1: status $status, expected 1"
  if [ "$(wc -l <err)" -ne 1 ] || ! grep -qF -- "$2" err; then
    fail "$1: expected one line with '$2': $(cat err)"
  fi
  [ -z "$3" ] || check_whole "$3" "$1"
}

# One run after the other in one process: the first is finished, the second is killed.
kill_second_run() {
  "$programs/stardust-experiment" --task=none --progress=off --learners=100 --duration=2000 \
    --runs=1000 --trace=runs.db >out 2>err &
  pid=$!
  for _ in $(seq 1000); do
    [ -s runs.db ] && [ "$(ask runs.db 'SELECT count(*) > 1 FROM run')" = 1 ] && break
    sleep 0.01
  done
  kill -9 $pid
  wait $pid 2>/dev/null
  [ "$(ask runs.db 'PRAGMA integrity_check')" = ok ] || fail "many runs: integrity_check"
  [ "$(ask runs.db 'SELECT status FROM run ORDER BY run_id LIMIT 1')" = finished ] ||
    fail "many runs: the first"
  [ "$(ask runs.db "SELECT count(*) > 1 FROM run WHERE status <> 'finished'")" = 0 ] ||
    fail "many runs: more than one is unfinished"
  rm -f runs.db*
}

worst=0
for i in $(seq "$instants"); do
  kill_once "$i"
done
kill_one_of_two
kill_second_run

mkdir gone
start_run gone/t.db
wait_for_file gone/t.db
sleep 0.7
rm -r gone
expect_end "folder removed" "was removed or replaced" ""
[ ! -e gone ] || fail "folder removed: something was made again"

# A file that may not grow.
(
  ulimit -f 4096
  exec "$programs/stardust-experiment" --task=none --progress=off --learners=100 \
    --duration=100000 --evaluateEvery=0 --trace=limit.db >out 2>err
) &
pid=$!
expect_end "file size limit" "limit.db: cannot be written" limit.db

mkdir small
if mount -t tmpfs -o size=40m tmpfs small 2>/dev/null; then
  mounted=$folder/small
  # There is room for it when it begins.
  start_run small/t.db --duration=3500
  wait_for_file small/t.db
  head -c 38M /dev/zero >small/somebody-elses 2>/dev/null
  expect_end "full disk" "small/t.db: cannot be written" small/t.db
else
  echo "full disk: not tried, no tmpfs can be mounted here"
fi

echo "$instants instants; at most $worst s were lost, $limit s are allowed"
exit $failed
