#!/usr/bin/env bash
# variance-runs.sh PROGRAMS TRACE [OPTION...]: the variance of layers and the accuracy over time, of
# perceptrons for digits that average the models of all neighbours: begun independently, without
# and with variance correction, and begun alike; with 1, 3 and 5 hidden layers and 2, 4 and 8
# neighbours, each of which hears once a second. Further options go to each run, such as --runs=5.
# PROGRAMS is the folder of the programs. figures.py draws TRACE.
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n '2,6s/^# //p' "$0"
  exit 2
fi
program=$1/stardust-experiment
trace=$2
shift 2

# run RULE MIXER INITIALISATION OPTION...
run() {
  local rule=$1 mixer=$2 initialisation=$3
  shift 3
  # Hidden layers and neighbours.
  for point in "1 4" "3 4" "5 4" "3 2" "3 8"; do
    local layers=${point% *} degree=${point#* }
    local widths graph=random-regular:$degree
    widths=$(printf '32,%.0s' $(seq "$layers"))
    # A random one with two neighbours each falls apart.
    [ "$degree" != 2 ] || graph=ring
    echo "$rule, $layers hidden layers, $degree neighbours"
    "$program" --name="variance/$rule/$layers/$degree" --trace="$trace" --traceDetail=summary --progress=off \
      --learners=20 --graph="$graph" --gossipRate="$degree" --data=digits --task="mlp:${widths%,}" \
      --samplesPerLearner=100 --batch=20 --localSteps=4 --optimizer="ns3::stardust::SgdOptimizer[StepSize=0.05]" \
      --initialisation="$initialisation" --mixer="ns3::stardust::$mixer" --duration=600 --evaluateEvery=10 \
      --perLayer --baselines=false "$@" | grep accuracy
  done
}

run plain BufferedMixer independent "$@"
run corrected VarianceCorrectedMixer independent "$@"
run common BufferedMixer common "$@"
