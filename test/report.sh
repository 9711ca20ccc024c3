#!/usr/bin/env bash
# report.sh PROGRAM: make reports of traces of every kind, hold their numbers against SQL, load
# them in headless Chromium and refuse what users get wrong. Skipped (77) without the packages.
set -uo pipefail
program=$(readlink -f "$1")
here=$(cd "$(dirname "$0")" && pwd)
report=$here/../examples/analysis/report.py
python=/usr/bin/python3
export PYTHONDONTWRITEBYTECODE=1
"$python" -c 'import pandas, plotly, jinja2' 2>/dev/null || {
  echo "skipped: no python3-pandas, python3-plotly or python3-jinja2"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0
fail() {
  echo "FAIL: $*"
  failed=1
}
run() {
  "$program" --progress=off "$@" >out 2>&1 || fail "$*: $(cat out)"
}
# write OUTPUT TRACE ARGUMENT...: a report must come out.
write() {
  local output=$1
  shift
  "$python" "$report" "$@" -o "$output" >out 2>err || fail "report.py $*: status $?: $(cat err)"
  [ "$(cat out)" = "$output" ] || fail "report.py does not say where the report is: $(cat out)"
  [ -s err ] && fail "report.py $*: $(cat err)"
}
# holds FILE TEXT...: the report says so.
holds() {
  local file=$1
  shift
  for text in "$@"; do
    grep -qF -- "$text" "$file" || fail "$file lacks '$text'"
  done
}

wifi="--network=wifi-adhoc --learners=8 --area=110 --duration=30 --evaluateEvery=3 --samplesPerLearner=40"
# shellcheck disable=SC2086
run $wifi --gossipRate=4 --features=200 --runs=2 --name=fast --trace=t.db
# shellcheck disable=SC2086
run $wifi --gossipRate=1 --features=200 --runs=3 --name=slow --trace=t.db
run --learners=12 --task=linear --delay=0.1 --errorRate=0.2 --duration=30 --name=regression --trace=r.db
run --learners=150 --task=none --graph=random-regular:4 --duration=10 --name=ages --trace=n.db
run --learners=5 --duration=10 --traceDetail=summary --name=short --trace=s.db

write slow.html t.db
write again.html t.db
cmp -s slow.html again.html || fail "the same trace gives other bytes"
write compare.html t.db --run 1,2 --compare slow
write regression.html r.db
write ages.html n.db
write summary.html s.db
holds slow.html "runs 3 to 5" "--gossipRate=1" "every device alone" "all data in one place" "theory, ideal channel" \
  "Source by device" "Worst devices" "Loss by distance" "Map of the devices" "of a point of accuracy" \
  "intervals come from 3 runs only"
holds compare.html "slow less fast" "intervals come from 2 runs only"
holds regression.html "test loss" "of a halving of the loss" "one finished run" "the devices have no places" \
  "delivered messages took 0.1 s"
holds ages.html "nothing was evaluated" "Nothing was won by learning" "not recorded for single pairs"
holds summary.html "traced with --traceDetail=summary" "not recorded: single messages are left out"

# What other traces may hold: devices that move, stations, use of air and energy, the MAC's counts.
cp t.db moving.db
sqlite3 moving.db "DELETE FROM position WHERE run_id = 5; DELETE FROM station WHERE run_id = 5;
  DELETE FROM device_usage WHERE run_id = 5;
  WITH RECURSIVE t (k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM t WHERE k < 30)
  INSERT INTO position (run_id, learner_id, sampled_ns, x_m, y_m, z_m)
    SELECT run_id, learner_id, k * 1000000000, x_m + 2 * k, y_m - k, 0 FROM learner, t WHERE run_id = 5;
  INSERT INTO station (run_id, node_id, kind, x_m, y_m, z_m) VALUES (5, 8, 'access_point', 30, 40, 0);
  INSERT INTO station (run_id, node_id, kind, x_m, y_m, z_m)
    SELECT 5, node_id, 'access_point', 10, 10, 0 FROM learner WHERE run_id = 5 AND learner_id = 3;
  WITH RECURSIVE t (k) AS (SELECT 0 UNION ALL SELECT k + 3 FROM t WHERE k < 30)
  INSERT INTO device_usage (run_id, sampled_ns, learner_id, sent_bytes, received_bytes, sent_packets, received_packets,
      transmit_ns, receive_ns, busy_ns, radio_j, compute_j)
    SELECT run_id, k * 1000000000, learner_id, k * 100, k * 100, k, k, k * 50000000, k * 90000000, k * 100000000, k * 0.5, k * 0.25
    FROM learner, t WHERE run_id = 5"
sqlite3 moving.db "UPDATE model_message SET first_packet_ns = sent_ns + 2000000, last_packet_ns = concluded_ns,
  mac_retries = 3, mac_drops = 1 WHERE outcome = 'delivered'"
write moving.html moving.db --run 5
# Eight devices used 15 J and 7.5 J and sent for 1.5 s each; every first packet waited 2 ms.
holds moving.html "access point" '"label":"Play"' "channel busy" "<td>120</td>" "<td>60</td>" "<td>12</td>" \
  "MAC retries a message" "until its first packet left, ms" "one finished run" "device 3 is on it" "device 3 (node"

"$python" "$here/report-numbers.py" t.db "${REPORT_FLIPS:-60}" || failed=1

# A run whose process died, one of a debug build, and devices that nobody hears.
cp t.db doubtful.db
sqlite3 doubtful.db "UPDATE run SET status = 'running', build_type = 'debug' WHERE run_id = 5;
  UPDATE model_message SET outcome = 'lost' WHERE run_id = 5 AND (sender_id = 2 OR receiver_id = 6)"
write doubtful.html doubtful.db --run 5
holds doubtful.html "unfinished" "built as debug" "devices 1 were never heard" "(2)" \
  "devices 1 never heard anybody" "(6)"

# refuse TEXT ARGUMENT...: one line that holds TEXT, exit status 2, no file left.
refuse() {
  local text=$1 status
  shift
  ls -A >before
  "$python" "$report" "$@" >refused 2>err
  status=$?
  if [ $status -ne 2 ] || [ "$(wc -l <err)" -ne 1 ] || [ -s refused ] || ! grep -qF -- "$text" err; then
    fail "'$*': status $status, expected 2 and one line with '$text': $(cat err)"
  fi
  ls -A | diff -q before - >/dev/null || fail "'$*' left a file behind"
}
touch before refused err
printf 'no database, but long enough to be taken for a header of one, were it to begin so' >notes.db
sqlite3 other.db 'CREATE TABLE t (x)'
sqlite3 marked.db 'PRAGMA application_id = 1398031445; PRAGMA user_version = 1; CREATE TABLE t (x)'
cp r.db newer.db && sqlite3 newer.db 'PRAGMA user_version = 99'
cp r.db unfinished.db && sqlite3 unfinished.db "UPDATE run SET status = 'failed'"
cp r.db none.db && sqlite3 none.db 'DELETE FROM run'
cp r.db stranger.db && sqlite3 stranger.db 'UPDATE model_message SET receiver_id = 5000 WHERE sequence = 3'
head -c 20000 r.db >cut.db
mkdir folder
refuse "absent.db: no such file" absent.db
refuse "folder: no such file" folder
refuse "notes.db: cannot be read as a stardust trace: file is not a database" notes.db
refuse "other.db: no stardust trace" other.db
refuse "marked.db: cannot be read as a stardust trace: no such table" marked.db
refuse "newer.db: its schema has version 99, newer than" newer.db
refuse "cut.db: cannot be read as a stardust trace" cut.db
refuse "messages of devices that are not its own" stranger.db
refuse "unfinished.db: no finished run (--run 1 reports an unfinished one)" unfinished.db
refuse "none.db: no finished run" none.db
refuse "t.db: --run 9: no run with run_id 9; the file holds runs 1 to 5" t.db --run 9
refuse "t.db: --run 1,x: expected run ids such as 1,3,5-8 or the name" t.db --run 1,x
refuse "t.db: --run 5-3: expected run ids that rise" t.db --run 5-3
refuse "t.db: --compare quick: expected run ids" t.db --compare quick
refuse "--compare: run 2 is in two of the sets to compare" t.db --run 1,2 --compare 2,3
refuse "expected one argument" t.db --run
refuse "required: TRACE"
refuse "unrecognized arguments: --colour" t.db --colour=red
refuse "-o no/such/report.html: cannot be written: No such file or directory" t.db -o no/such/report.html
refuse "-o folder: is a folder" t.db -o folder
refuse "-o t.db: is the trace itself" t.db -o t.db
[ "$(id -u)" -eq 0 ] || { mkdir -m 500 closed && refuse "-o closed/r.html: cannot be written" t.db -o closed/r.html; }
# As if the package were not there.
mkdir without && echo 'raise ImportError' >without/plotly.py
PYTHONPATH=without refuse "apt-get install python3-plotly" t.db

if ! command -v chromium >/dev/null || [ ! -x /usr/bin/chromedriver ] || ! "$python" -c 'import selenium' 2>/dev/null
then
  echo "reports not loaded in a browser: no chromium, chromium-driver or python3-selenium"
  exit $failed
fi
"$python" "$here/report-browser.py" compare.html regression.html ages.html summary.html moving.html || failed=1
exit $failed
