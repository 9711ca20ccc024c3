#!/usr/bin/env bash
# byzantine.sh PROGRAM: run stardust-byzantine small. Its table says what the trace says; with three Byzantine
# devices of nine averaging fails and no robust mixer does. Its figure is drawn, and mistakes are refused.
set -uo pipefail
program=$(readlink -f "$1")
figures=$(cd "$(dirname "$0")/../examples/analysis" && pwd)/figures.py
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0
fail() {
  echo "FAIL: $*"
  failed=1
}

"$program" --learners=9 --byzantineDevices=3 --byzantine=noise:3,scale:-10 --runs=3 --duration=40 --trace=t.db \
  >out 2>err || fail "status $?: $(cat err)"
[ -s err ] && fail "something on stderr: $(cat err)"
# behaviour, mixer, Byzantine devices, accuracy of the others.
sqlite3 -readonly -separator ' ' t.db "SELECT name, avg(accuracy)
  FROM evaluation JOIN run USING (run_id)
  WHERE evaluated_ns = last_evaluated_ns AND status = 'finished'
    AND learner_id < 9 - CAST(substr(name, -1) AS INTEGER) GROUP BY name" >rows
awk -F'[/ ]' '{ printf "%s %s %d %.3f\n", $3, $2, $4, $5 }' rows | sort >expected
awk '/accuracy of the honest/ { behavior = $0; sub(/: accuracy.*/, "", behavior); next }
     $1 == "K" { for (c = 2; c <= NF; c++) name[c] = $c }
     $1 ~ /^[0-9]+$/ { for (c = 2; c <= NF; c++) print behavior, name[c], $1, $c }' out | sort >printed
[ "$(wc -l <expected)" -eq 48 ] || fail "$(wc -l <expected) points, expected 48"
# The last digit may be rounded otherwise.
paste -d ' ' printed expected | awk '
  $1 != $5 || $2 != $6 || $3 != $7 || ($4 - $8) ^ 2 > 0.0011 ^ 2 { print "FAIL: printed and traced: " $0; bad = 1 }
  END { exit bad }' || failed=1
awk '
  { accuracy[$1, $2, $3] = $4 }
  END {
    for (key in accuracy) {
      split(key, part, SUBSEP)
      loss = accuracy[part[1], "average", 0] - accuracy[key]
      if (part[2] == "average" ? part[3] == 3 && loss < 0.3 : loss > 0.2) {
        print "FAIL: " part[1] " " part[2] " " part[3] ": " loss " less than without"; bad = 1
      }
    }
    exit bad
  }' expected || failed=1

if /usr/bin/python3 -c 'import matplotlib' 2>/dev/null; then
  /usr/bin/python3 "$figures" t.db --output drawn >drawing 2>&1 || fail "figures.py: $(cat drawing)"
  [ -s drawn/byzantine.svg ] && [ -s drawn/byzantine.pdf ] || fail "no figure"
else
  echo "skipped: the figure needs python3-matplotlib"
fi

refuse() {
  local text=$1
  shift
  "$program" --trace=new.db "$@" >out 2>err
  local status=$?
  [ $status -eq 2 ] && [ "$(wc -l <err)" -eq 1 ] && grep -qF -- "$text" err && [ ! -e new.db ] ||
    fail "'$*': status $status, $(cat err)"
}
refuse "--byzantineDevices=4: expected at most 3 of --learners=10" --byzantineDevices=4
refuse "--byzantine=flip: unknown behaviour" --byzantine=sign-flip,flip
refuse "--partition" --partition=shards:x
refuse "--learners=2" --learners=2
exit $failed
