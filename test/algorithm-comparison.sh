#!/usr/bin/env bash
# algorithm-comparison.sh PROGRAM: run stardust-algorithm-comparison small. Its table must
# say what its trace says, read with the sqlite3 program and the published query; all algorithms
# must have the same devices, samples and places; one that runs alone must do as it does after
# another. Then the figure, and what a user can get wrong.
set -uo pipefail
program=$(readlink -f "$1")
analysis=$(cd "$(dirname "$0")/../examples/analysis" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0
fail() {
  echo "FAIL: $*"
  failed=1
}

small=(--learners=10 --samplesPerLearner=40 --duration=8 --evaluateEvery=1 --target=0.4)
"$program" "${small[@]}" --runs=2 --algorithms=pairwise,choco --trace=t.db --progress=on >out 2>err ||
  fail "status $?: $(cat err)"
[ "$(grep -c '^run [1-4] of 4: ' err)" = 4 ] || fail "not a line a run on stderr: $(cat err)"

# expect DESCRIPTION SQL: the query must give 1.
expect() {
  local answer
  answer=$(sqlite3 -readonly t.db "$2")
  [ "$answer" = 1 ] || fail "$1: got '$answer' from: $2"
}
expect "two finished runs of each algorithm, RngRun 1 and 2" \
  "SELECT group_concat(name || rng_run, ' ') = 'comparison/pairwise1 comparison/pairwise2 ' ||
   'comparison/choco1 comparison/choco2' FROM run WHERE status = 'finished'"
expect "devices of one RngRun have the same samples, places and links, others of another" \
  "WITH devices AS (
     SELECT rng_run, name, group_concat(samples || ' ' || x_m || ' ' || y_m) AS what
     FROM (SELECT * FROM learner JOIN run USING (run_id) ORDER BY run_id, learner_id) GROUP BY run_id),
   links AS (
     SELECT rng_run, name, group_concat(sender_id || '>' || receiver_id) AS what
     FROM (SELECT * FROM edge JOIN run USING (run_id) ORDER BY run_id, sender_id, receiver_id)
     GROUP BY run_id)
   SELECT count(*) = 4 AND count(DISTINCT devices.what || links.what) = 2
          AND count(DISTINCT rng_run || devices.what || links.what) = 2
   FROM devices JOIN links USING (rng_run, name)"
expect "joules of radio and computing of each device" \
  "SELECT count(*) = 40 AND min(radio_j) > 0 AND min(compute_j) > 0 FROM device_summary"
# A tenth of the numbers, each with where it belongs.
expect "CHOCO's messages are a fifth of a model" \
  "SELECT max(payload_bytes) BETWEEN 3140 AND 6400 FROM model_message JOIN run USING (run_id)
   WHERE name = 'comparison/choco'"
expect "plain gossip sends whole models of 7850 numbers" \
  "SELECT max(payload_bytes) = 31400 FROM model_message JOIN run USING (run_id)
   WHERE name = 'comparison/pairwise'"
expect "devices alone and one place are trained once" \
  "SELECT count(*) = 2 AND min(name) = 'comparison/pairwise' FROM run_summary
   WHERE alone_accuracy < pooled_accuracy"

# The table from the trace alone. With two runs the 95 % interval is 12.706 / 2 times their
# difference wide to either side.
sqlite3 -readonly t.db >reached <<END
.param set :accuracy 0.4
.mode list
.read $analysis/queries/time_to_target.sql
END
sqlite3 -readonly t.db "SELECT run_id, name, mean_accuracy FROM run_summary" >ended
sqlite3 -readonly t.db "SELECT run_id, (sampled_ns - ready_ns) / 1e9, sum(sent_bytes) / 1e6,
    (sum(radio_j) + sum(compute_j)) / learners
  FROM device_usage JOIN run USING (run_id) GROUP BY run_id, sampled_ns" >used
awk -F'|' '
  function row(values, n, digits,   half, format) {
    half = 12.706 / 2 * (values[1] - values[2])
    format = "%." digits "f +- %." digits "f"
    return n < 2 ? "-" : sprintf(format, (values[1] + values[2]) / 2, half < 0 ? -half : half)
  }
  FILENAME == "used" { bytes[$1, $2 + 0] = $3; joules[$1, $2 + 0] = $4 }
  FILENAME == "reached" && $5 != "" { seconds[$1] = $5 + 0 }
  FILENAME == "ended" {
    sub(".*/", "", $2)
    if (!($2 in runs)) { order[++count] = $2 }
    k = ++runs[$2]
    accuracy[$2, k] = $3
    if ($1 in seconds) {
      m = ++found[$2]
      s[$2, m] = seconds[$1]; b[$2, m] = bytes[$1, seconds[$1]]; j[$2, m] = joules[$1, seconds[$1]]
    }
  }
  function pick(of, name) { two[1] = of[name, 1]; two[2] = of[name, 2] }
  END {
    for (i = 1; i <= count; i++) {
      name = order[i]
      pick(accuracy, name); line = name " " row(two, 2, 3)
      pick(s, name); line = line " " row(two, found[name], 1)
      pick(b, name); line = line " " row(two, found[name], 1)
      pick(j, name); line = line " " row(two, found[name], 1)
      print line " " found[name] + 0 " of 2"
    }
  }' used reached ended >expected
grep -E '^(pairwise|choco)' out | tr -s ' ' >printed
# Student quantiles differ by 0.01 %: numbers may differ in their last digit.
awk 'NR == FNR { for (i = 1; i <= NF; i++) want[FNR, i] = $i; fields[FNR] = NF; next }
     { bad += NF != fields[FNR]
       for (i = 1; i <= NF; i++) {
         digits = want[FNR, i] ~ /\.[0-9][0-9][0-9]$/ ? 0.0011 : 0.11
         off = $i - want[FNR, i]
         bad += want[FNR, i] ~ /^[0-9.]+$/ ? off * off > digits * digits : $i != want[FNR, i]
       } }
     END { exit bad > 0 || FNR != 2 }' expected printed ||
  fail "the table differs from the trace: $(cat printed) expected: $(cat expected)"
grep -q 'pairwise.*2 of 2$' out || fail "plain gossip does not reach 0.4: $(cat out)"

# An algorithm does not depend on what ran before it.
"$program" "${small[@]}" --runs=1 --algorithms=choco --trace=alone.db --progress=off >out 2>err ||
  fail "status $?: $(cat err)"
[ -s err ] && fail "--progress=off, but on stderr: $(cat err)"
[ "$(grep -c ' +- ' out)" = 0 ] || fail "an interval from one run: $(cat out)"
scores="SELECT evaluated_ns, learner_id, accuracy, loss FROM evaluation JOIN run USING (run_id)
  WHERE name = 'comparison/choco' AND rng_run = 1 ORDER BY 1, 2"
sqlite3 -readonly t.db "$scores" >after
sqlite3 -readonly alone.db "$scores" >alone
[ -s alone ] && cmp -s after alone || fail "choco alone is not choco after pairwise"

# All of them.
"$program" --learners=6 --samplesPerLearner=20 --graph=ring --duration=10 --evaluateEvery=5 --runs=1 \
  --trace=all.db >out 2>err || fail "all algorithms: status $?: $(cat err)"
[ "$(sqlite3 -readonly all.db "SELECT count(*) || ' ' || count(DISTINCT name) FROM run
      WHERE status = 'finished' AND messages_delivered > 0")" = "22 22" ] ||
  fail "not 22 algorithms that deliver models: $(sqlite3 all.db 'SELECT name FROM run
      WHERE messages_delivered = 0') $(cat out)"

# refuse TEXT COMMAND...: one line that holds TEXT, exit status 2, no file left.
refuse() {
  local text=$1 status
  shift
  ls >before
  timeout 100 "$@" >refused 2>err
  status=$?
  if [ $status -ne 2 ] || [ "$(wc -l <err)" -ne 1 ] || [ -s refused ] || ! grep -qF -- "$text" err; then
    fail "'$*': status $status, expected 2 and one line with '$text': $(cat err)"
  fi
  ls | diff -q before - >/dev/null || fail "'$*' left a file behind"
}
touch before refused err
printf 'no database, but long enough to be taken for a header of one, were it to begin so' >notes.db
refuse "--algorithms=chocolate: unknown algorithm 'chocolate'; expected all, or some of pairwise," \
  "$program" --algorithms=chocolate
refuse "--algorithms=choco,: unknown algorithm ''" "$program" --algorithms=choco,
refuse "--algorithms=: expected all, or some of" "$program" --algorithms=
refuse "--algorithms=choco,choco: choco is there twice" "$program" --algorithms=choco,choco
refuse "--runs=0: expected a whole number" "$program" --runs=0
refuse "--target=1.5: expected a number from 0 to 1" "$program" --target=1.5
refuse "--learners=1: expected a whole number" "$program" --learners=1
refuse "random-regular:4" "$program" --learners=4
refuse "--graph=web" "$program" --graph=web
refuse "--partition=slices" "$program" --partition=slices
refuse "HtMcs99" "$program" --wifiMode=HtMcs99
refuse "--duration=0: expected a number" "$program" --duration=0
refuse "--evaluateEvery=0: expected a number" "$program" --evaluateEvery=0
refuse "--stepSize=-1: expected a number" "$program" --stepSize=-1
refuse "--progress=maybe" "$program" --progress=maybe
refuse "--trace=no/folder.db" "$program" --trace=no/folder.db
refuse "--trace=notes.db: exists and is no stardust trace" "$program" --trace=notes.db
refuse "--mixer: unknown option" "$program" --mixer=x

for python in python3 /usr/bin/python3; do
  "$python" -c 'import matplotlib' 2>/dev/null && break
  python=
done
if [ -z "$python" ]; then
  echo "figure not drawn: no matplotlib"
  exit $failed
fi
for output in first second; do
  "$python" "$analysis/figures.py" t.db --output $output >/dev/null 2>err || fail "figures.py: $(cat err)"
done
diff -r first second || fail "the same trace gives other bytes"
[ "$(ls first)" = $'comparison.pdf\ncomparison.svg' ] || fail "figures: $(ls first)"
for text in pairwise choco rounds "simulated time, s" "sent by all devices, MB" "drawn by a device, J"; do
  grep -qF -- "<!-- $text" first/comparison.svg || fail "the figure lacks '$text'"
done
[ "$(stat -c %s first/comparison.svg)" -lt 300000 ] || fail "the figure is larger than 300 kB"
# Bands: curves that are straight lines of slopes 1 and 3 have the mean of slope 2, and an interval of
# 12.706 times half their difference; from the first evaluation on where the axis is logarithmic.
PYTHONPATH=$analysis "$python" - 2>err <<'END' || fail "bands: $(cat err)"
import sqlite3
from figure_parts.comparison import make_band, read_curve
from trace_file import Trace
import pathlib
curves = [[(x, x, x, a * x) for x in (0, 1, 2, 5)] for a in (1, 3)]
for scale, first in (("linear", 0), ("log", 1)):
    band = make_band(curves, 1, scale)
    assert abs(band[0][0] - first) < 1e-12 and band[-1][0] == 5, band
    for x, value in band:
        assert abs(value.mean - 2 * x) < 1e-9 and abs(value.half_width - 12.7062 * x) < 1e-3 * (1 + x), (x, value)
with Trace(pathlib.Path("t.db")) as trace:
    curve = read_curve(trace, {"run_id": 1, "learners": 10})
raw = sqlite3.connect("t.db").execute(
    "SELECT avg(accuracy), (SELECT sum(sent_bytes) / 1e6 FROM device_usage AS u WHERE u.run_id = 1 AND "
    "sampled_ns = evaluated_ns), (SELECT (sum(radio_j) + sum(compute_j)) / 10 FROM device_usage AS u "
    "WHERE u.run_id = 1 AND sampled_ns = evaluated_ns) FROM evaluation WHERE run_id = 1 "
    "GROUP BY evaluated_ns ORDER BY evaluated_ns").fetchall()
assert len(curve) == len(raw) == 9, (len(curve), len(raw))
for (_, mb, joules, accuracy), row in zip(curve, raw):
    assert all(abs(a - b) < 1e-9 for a, b in zip((accuracy, mb, joules), row)), (curve, row)
END
exit $failed
