#!/usr/bin/env bash
# scaling-figures.sh PROGRAM: run stardust-scaling small and check its trace with
# the sqlite3 program: staleness against theory, learning in the order of the
# gossip rates. Then draw its figures, and refuse what users get wrong in both.
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

"$program" --sizes=8,32,100 --largest=32 --messages=1e5 --runs=5 --trace=t.db >out 2>err || fail "status $?: $(cat err)"
[ -s err ] && fail "something on stderr: $(cat err)"

# name|runs|different|mean|variance of the mean, a line a point.
sqlite3 -readonly t.db "SELECT name, count(*), count(DISTINCT rng_run || ' ' || mean_staleness),
    avg(mean_staleness),
    (avg(mean_staleness * mean_staleness) - avg(mean_staleness) * avg(mean_staleness)) / 4,
    coalesce(avg(ideal_staleness), '')
  FROM run WHERE name GLOB 'scaling/*' AND status = 'finished' GROUP BY name" >points
# A mean lies within three half widths of its 95 % interval, for five runs 2.776
# standard errors, of what theory says: by chance missed once in 900 points.
awk -F'[|/]' '
  function harmonic(m,   k, sum) { for (k = 1; k <= m; k++) sum += 1 / k; return sum }
  FILENAME == "points" {
    if ($5 != 5 || $6 != 5) { print "FAIL: " $0 ": not five different runs"; bad = 1 }
    n = $4
    lambda = $3 == "log" ? log(n) : $3 == "linear" ? n : 1
    mean[$2, $3, n] = $7
    width[$2, $3, n] = 2.776 * sqrt($8)
    exact = ($2 == "uniform" ? harmonic(n - 1) : n - 1) / lambda
    theory[$2, $3, n] = exact
    if ($2 == "opportunistic-all" ? $9 != "" : ($9 / exact - 1) ^ 2 > 1e-10) {
      print "FAIL: " $0 ": wrong ideal_staleness"; bad = 1
    }
    points++
  }
  END {
    for (key in mean) {
      off = mean[key] - theory[key]
      split(key, part, SUBSEP)
      if (part[1] == "opportunistic-all") {
        if (mean[key] >= mean["uniform", part[2], part[3]]) {
          print "FAIL: " key ": knowing all of the newest is no better than chance"; bad = 1
        }
      } else if (off * off > 9 * width[key] ^ 2 || width[key] > 0.15 * theory[key]) {
        print "FAIL: " part[1] " " part[2] " " part[3] ": " mean[key] " +- " width[key] \
              ", theory " theory[key]; bad = 1
      }
    }
    if (points != 18) { print "FAIL: " points " points, expected 18"; bad = 1 }
    exit bad
  }' points || failed=1
# The table says what the trace says.
awk -F'[|/]' '{ printf "%s %s %s %.4g\n", $2, $3, $4, $7 }' points | sort >expected
awk '/^(uniform|opp)/ { printf "%s %s %s %.4g\n", $1, $2, $3, $5 }' out | sort >printed
awk 'NR == FNR { mean[$1, $2, $3] = $4; next }
     { off = $4 / mean[$1, $2, $3] - 1; if (off * off > 4e-6) { print "FAIL: printed " $0; bad = 1 } }
     END { exit bad || FNR != 18 }' expected printed || fail "the table differs from the trace"

# expect DESCRIPTION SQL: the query must give 1.
expect() {
  local answer
  answer=$(sqlite3 -readonly t.db "$2")
  [ "$answer" = 1 ] || fail "$1: got '$answer' from: $2"
}
loss() { echo "(SELECT mean_loss FROM run_summary WHERE name = 'learning/$1')"; }
for task in linear nonlinear; do
  expect "$task: nothing but n=10 and n=30 was learned" \
    "SELECT count(*) = 8 AND max(learners) = 30 FROM run WHERE name GLOB 'learning/$task/*'"
  expect "$task: faster gossip learns better, none as well as one place" \
    "SELECT $(loss $task/constant/30) > $(loss $task/log/30)
        AND $(loss $task/log/30) > $(loss $task/linear/30)
        AND $(loss $task/linear/30) > $(loss $task/pooled/30)"
  expect "$task: the loss falls to less than two thirds" \
    "SELECT max(mean_loss) > 1.5 * $(loss $task/linear/30) FROM accuracy_history
     WHERE run_id = (SELECT run_id FROM run WHERE name = 'learning/$task/linear/30')"
done
"$program" --sizes=200 --messages=1e3 --runs=2 --learning=false --trace= >out
grep -q '^opportunistic .*left out: a run needs 3.0e+05 messages' out || fail "nothing was left out"

# refuse TEXT COMMAND...: one line that holds TEXT, exit status 2, no file left.
refuse() {
  local text=$1 status
  shift
  ls >before
  "$@" >refused 2>err
  status=$?
  if [ $status -ne 2 ] || [ "$(wc -l <err)" -ne 1 ] || [ -s refused ] || ! grep -qF -- "$text" err; then
    fail "'$*': status $status, expected 2 and one line with '$text': $(cat err)"
  fi
  ls | diff -q before - >/dev/null || fail "'$*' left a file behind"
}
touch before refused err
printf 'no database, but long enough to be taken for a header of one, were it to begin so' >notes.db
sqlite3 other.db 'CREATE TABLE t (x)'
sqlite3 marked.db 'PRAGMA application_id = 1398031445; CREATE TABLE t (x)'
refuse "--sizes=0: expected a whole number" "$program" --sizes=0
refuse "--sizes=1: expected a whole number" "$program" --sizes=1
refuse "--sizes=x: expected a whole number" "$program" --sizes=x
refuse "--sizes=10,: expected a whole number" "$program" --sizes=10,
refuse "--sizes=: expected a whole number" "$program" --sizes=
refuse "--sizes=10,10: expected numbers that rise" "$program" --sizes=10,10
refuse "--largest=5: expected at least the first of --sizes=10,20" "$program" --sizes=10,20 --largest=5
refuse "--runs=1: expected a whole number" "$program" --runs=1
refuse "--messages=0: expected a number" "$program" --messages=0
refuse "--size: unknown option" "$program" --size=10
refuse "--trace=notes.db: exists and is no stardust trace" "$program" --trace=notes.db
refuse "--trace=no/folder.db" "$program" --trace=no/folder.db

for python in python3 /usr/bin/python3; do
  "$python" -c 'import matplotlib' 2>/dev/null && break
  python=
done
if [ -z "$python" ]; then
  echo "figures not drawn: no matplotlib"
  exit $failed
fi

# draw FOLDER FIGURE...: exactly these come out, as PDF and SVG, of the trace t.db.
draw() {
  local output=$1
  shift
  "$python" "$figures" t.db --output "$output" >/dev/null 2>err || fail "figures.py: $(cat err)"
  for figure in "$@"; do
    head -c 5 "$output/$figure.pdf" | grep -q '%PDF-' || fail "$output/$figure.pdf is no PDF"
    [ "$(stat -c %s "$output/$figure.pdf")" -gt 5000 ] || fail "$output/$figure.pdf is empty"
    tail -n 1 "$output/$figure.svg" | grep -q '</svg>' || fail "$output/$figure.svg is no SVG"
    [ "$(stat -c %s "$output/$figure.svg")" -gt 20000 ] || fail "$output/$figure.svg is empty"
  done
  [ "$(find "$output" -type f | wc -l)" = $((2 * $#)) ] || fail "files: $(ls "$output")"
}
draw first scaling scaling-learning
draw second/below scaling scaling-learning
diff -r first second/below || fail "the same trace gives other bytes"
refuse "absent.db: no such file" "$python" "$figures" absent.db --output third
refuse "notes.db: " "$python" "$figures" notes.db --output third
refuse "other.db: no stardust trace" "$python" "$figures" other.db --output third
refuse "marked.db: cannot be read as a stardust trace" "$python" "$figures" marked.db --output third
refuse "--output notes.db: " "$python" "$figures" t.db --output notes.db
# The same runs under the names of those on a radio channel.
sqlite3 t.db "UPDATE run SET name = replace('radio-price/2600/' || learners || '/' ||
    CASE WHEN name GLOB '*/constant/*' THEN 1 WHEN name GLOB '*/log/*' THEN 2.5 ELSE 30 END, ' ', '')
  WHERE name GLOB 'scaling/uniform/*'; DELETE FROM run WHERE name NOT GLOB 'radio*'"
draw price radio-price
grep -q 'models of 2600 bytes' price/radio-price.svg || fail "no title in the figure of the price"
sqlite3 t.db "UPDATE run SET name = 'radio-price/2600/8/fast' WHERE run_id = 1"
refuse "run radio-price/2600/8/fast: fast is no number above 0" "$python" "$figures" t.db
sqlite3 t.db "UPDATE run SET name = 'experiment'"
refuse "t.db: no finished run named scaling" "$python" "$figures" t.db
exit $failed
