#!/usr/bin/env bash
# ablation-runs.sh PROGRAMS TRACE [OPTION...]: STARDUST's rules alone and together, with rising
# step sizes, on a perceptron for digits under churn, loss and delay; further options go to each
# run, such as --runs=10. PROGRAMS is the folder of the programs. figures.py draws TRACE.
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n '2,4s/^# //p' "$0"
  exit 2
fi
program=$1/stardust-experiment
trace=$2
shift 2

# run RULE MIXER_ATTRIBUTES OPTIMIZER MOMENTUM OPTION...
run() {
  local rule=$1 attributes=$2 optimizer=$3 momentum=$4
  shift 4
  for step in 0.0125 0.025 0.05 0.1 0.2 0.4 0.8; do
    echo "$rule, step $step"
    "$program" --name="ablation/$rule/step/$step" --trace="$trace" --traceDetail=summary --progress=off \
      --learners=20 --data=digits --task=mlp:32 --samplesPerLearner=100 --partition=dirichlet:0.5 \
      --batch=10 --delay="ns3::ExponentialRandomVariable[Mean=0.05]" --errorRate=0.1 \
      --upTime="ns3::ExponentialRandomVariable[Mean=30]" \
      --downTime="ns3::ExponentialRandomVariable[Mean=10]" --duration=120 --evaluateEvery=0 \
      --baselines=false --mixer="ns3::stardust::StardustMixer[$attributes]" \
      --optimizer="ns3::stardust::${optimizer}[StepSize=$step$momentum]" "$@" | grep accuracy
  done
}

run none "Delay=0s|AdaptStep=false" SgdOptimizer "" "$@"
run delay "AdaptStep=false" SgdOptimizer "" "$@"
run adapt "Delay=0s" SgdOptimizer "" "$@"
run kappa "Delay=0s|Kappa=0.1" SgdOptimizer "" "$@"
run momentum "Delay=0s|AdaptStep=false" MomentumOptimizer "|Momentum=0.9" "$@"
run all "" MomentumOptimizer "|Momentum=0.9" "$@"
