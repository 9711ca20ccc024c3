#!/usr/bin/env bash
# model-files.sh PROGRAM: what NumPy and the program write the other reads: saved models are
# those in the trace, as far from their mean as the trace says, and a run that begins with them
# begins where the other ended. Skipped (77) without NumPy.
set -euo pipefail
program=$1
read_models=$(cd "$(dirname "$0")/../examples/analysis" && pwd)/read_models.py
# Debian's NumPy belongs to Debian's Python, which need not be the first in PATH.
python=${PYTHON:-python3}
"$python" -c 'import numpy' 2>/dev/null || python=/usr/bin/python3
"$python" -c "import numpy" 2>/dev/null || {
  echo "skipped: no NumPy (Debian: python3-numpy)"
  exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
failed=0

# expect DESCRIPTION SQL: the query must give 1.
expect() {
  local answer
  answer=$(sqlite3 -readonly t.db "$2")
  if [ "$answer" != 1 ]; then
    echo "FAIL: $1: got '$answer' from: $2"
    failed=1
  fi
}
run() {
  "$program" --learners=6 --samplesPerLearner=30 --features=7 --classes=3 --progress=off \
    --baselines=false --trace=t.db "$@" >out
}

run --duration=20 --saveModels='m-%t.npy' --saveEvery=8 --saveToTrace
[ "$(echo m-*)" = "m-0.npy m-16.npy m-20.npy m-8.npy" ] || { echo "FAIL: files: $(echo *)"; failed=1; }
for time in 0 8 16 20; do
  "$python" "$read_models" m-$time.npy --trace t.db --time $time >models || { echo "FAIL: m-$time"; failed=1; }
  [ "$(head -n 1 models)" = "6 models of 24 parameters" ] || { echo "FAIL: $(head -n 1 models)"; failed=1; }
done
# The distances of the last evaluation, computed anew by NumPy.
while read -r learner _ _ _ _ _ distance; do
  expect "distance of $learner" "SELECT abs(distance - $distance) < 1e-6 * $distance FROM evaluation
    WHERE run_id = 1 AND evaluated_ns = 20000000000 AND learner_id = $learner"
done < <(tail -n +2 models)

run --duration=1 --initialModel=m-20.npy
expect "a run goes on where another ended" "SELECT count(*) = 6 FROM evaluation AS a
  JOIN evaluation AS b ON a.learner_id = b.learner_id AND a.loss = b.loss AND
  a.accuracy = b.accuracy AND a.distance = b.distance
  WHERE a.run_id = 1 AND a.evaluated_ns = 20000000000 AND b.run_id = 2 AND b.evaluated_ns = 0"

# What NumPy saves: float64, one vector for all; refused by columns or as another type.
"$python" - <<'X'
import numpy
models = numpy.load("m-20.npy")
assert models.dtype == numpy.dtype("<f4") and models.flags.c_contiguous
numpy.save("wide.npy", models[3].astype(numpy.float64))
numpy.save("columns.npy", numpy.asfortranarray(models))
numpy.save("whole.npy", models.astype(int))
X
run --duration=1 --initialModel=wide.npy
expect "one vector for all" "SELECT count(*) = 6 AND max(distance) = 0 AND min(loss) = max(loss) AND
  max(loss) = (SELECT loss FROM evaluation WHERE run_id = 1 AND learner_id = 3 AND
  evaluated_ns = 20000000000) FROM evaluation WHERE run_id = 3 AND evaluated_ns = 0"
for bad in columns whole; do
  status=0
  run --duration=1 --initialModel=$bad.npy 2>err || status=$?
  if [ $status != 2 ] || ! grep -q "^$bad.npy: .*expected" err; then
    echo "FAIL: $bad.npy: status $status: $(cat err)"
    failed=1
  fi
done
exit $failed
