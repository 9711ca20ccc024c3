#!/usr/bin/env bash
# radio-price.sh PROGRAM: at a low gossip rate small models are as stale as theory
# says, and above the channel's capacity more gossip makes knowledge older: read
# with the sqlite3 program from the traces of small runs. Then what a user can get
# wrong: one line on stderr, exit status 2, no file left behind.
set -euo pipefail
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
failed=0

"$program" --models=2600 --sizes=30 --rates=1 --duration=20 --runs=2 >small
"$program" --models=31400 --sizes=30 --rates=1,8 --duration=5 --runs=1 >large

# expect DESCRIPTION SQL: the query must give 1.
expect() {
  local answer
  answer=$(sqlite3 -readonly radio-price.db "$2")
  if [ "$answer" != 1 ]; then
    echo "FAIL: $1: got '$answer' from: $2"
    failed=1
  fi
}
staleness() {
  echo "(SELECT avg(mean_staleness) FROM run_summary WHERE name = 'radio-price/$1')"
}
expect "four finished runs of 30 devices" \
  "SELECT count(*) = 4 FROM run_summary WHERE status = 'finished' AND learners = 30"
expect "the models are real" \
  "SELECT group_concat(p) = '650,7850' FROM (SELECT DISTINCT parameters AS p FROM learner ORDER BY p)"
expect "theory is there: H(29) at one message a second" \
  "SELECT count(*) = 3 FROM run_summary WHERE abs(ideal_staleness - 3.9617) < 0.0001"
# The mean of two runs scatters by some 2 %.
expect "small models at a low rate: within 15 % of theory" \
  "SELECT abs($(staleness 2600/30/1) / 3.9617 - 1) < 0.15"
# Six runs of other seeds: 4.8 to 5.2 against 3.6 to 4.1.
expect "31 kB models are older at 8 messages a second than at 1" \
  "SELECT $(staleness 31400/30/8) > $(staleness 31400/30/1)"
expect "since few arrive" \
  "SELECT messages_delivered < 0.3 * messages_sent FROM run_summary
   WHERE name = 'radio-price/31400/30/8'"
expect "no rows but the summary's" "SELECT count(*) = 0 FROM model_message"
for text in delivered explained "clearly older from"; do
  grep -qF -- "$text" large || { echo "FAIL: the output lacks '$text'"; failed=1; }
done
rm -f radio-price.db*

# refuse TEXT ARGUMENT...: the arguments are refused with a line that holds TEXT.
refuse() {
  local text=$1 status=0
  shift
  ls >before
  timeout 100 "$program" "$@" >out 2>err || status=$?
  if [ $status -ne 2 ] || [ "$(wc -l <err)" -ne 1 ] || [ -s out ] || ! grep -qF -- "$text" err; then
    echo "FAIL: '$*': status $status, expected 2 and one line with '$text':"
    cat err
    failed=1
  fi
  if ! ls | diff -q before - >/dev/null; then
    echo "FAIL: '$*' left a file behind"
    failed=1
  fi
}
touch before out err
refuse "--models=2601: expected multiples of 40" --models=2601
refuse "--models=40: expected a number from 80" --models=40
refuse "--models=2600,31400x: expected a number" --models=2600,31400x
refuse "--sizes=: expected a number" --sizes=
refuse "--sizes=10,: expected a number" --sizes=10,
refuse "--sizes=1: expected a number from 2" --sizes=1
refuse "--sizes=2.5: expected whole numbers" --sizes=2.5
refuse "--sizes=30,10: expected rising numbers" --sizes=30,10
refuse "--rates=0: expected a number" --rates=0
refuse "--rates=1,1: expected rising numbers" --rates=1,1
refuse "--rates=1;2: expected a number" "--rates=1;2"
refuse "--lifetime=0: expected a number" --lifetime=0
refuse "--duration=-1: expected a number" --duration=-1
refuse "--area=0: expected a number" --area=0
refuse "--wifiMode=HtMcs9" --wifiMode=HtMcs9
refuse "--runs=0: expected a whole number" --runs=0
refuse "--runs=11: expected a whole number from 1 to 10" --runs=11
refuse "--trace=no/such/folder.db" --sizes=2 --trace=no/such/folder.db
refuse "--nonsense: unknown option" --nonsense=1
exit $failed
