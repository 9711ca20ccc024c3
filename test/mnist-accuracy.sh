#!/usr/bin/env bash
# mnist-accuracy.sh PROGRAM: the README's two MNIST commands keep what it says:
# the mean device ends within 2 points of one place with all the data for equal
# shares, within 4 for skewed ones. Skipped (77) where the files are not there.
set -euo pipefail
program=$1
data=$(cd "$(dirname "$0")/../../shared/data/mnist-t10k" 2>/dev/null && pwd) || {
  echo "skipped: ../shared/data/mnist-t10k is not there"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

# check POINTS OPTION...: run, and compare the mean device with one place.
check() {
  local points=$1 answer
  shift
  rm -f "$folder"/*
  "$program" --network=wifi-adhoc --learners=20 --task=softmax \
    --data="idx:$data/t10k-images-idx3-ubyte.gz,$data/t10k-labels-idx1-ubyte.gz" \
    --progress=off --traceDetail=summary --trace="$folder/t.db" "$@"
  answer=$(sqlite3 -readonly "$folder/t.db" \
    "SELECT 100 * (pooled_accuracy - mean_accuracy) <= $points AND pooled_accuracy >= 0.9
     FROM run_summary")
  if [ "$answer" != 1 ]; then
    echo "FAIL: $*: not within $points points of one place, or that below 0.9"
    failed=1
  fi
}
check 2 --partition=iid --duration=100 --localSteps=10 --stepSize=0.1
check 4 --partition=dirichlet:0.3 --duration=500 --gossipRate=2 --stepSize=0.05
exit $failed
