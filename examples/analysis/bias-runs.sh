#!/usr/bin/env bash
# bias-runs.sh PROGRAMS TRACE [OPTION...]: clients of which half pull to 0, heard with chance 0.9,
# and half to 1, heard with rising chances p; FedPBC, and FedAvg over the active, over all and with
# known chances; further options go to each run. PROGRAMS is the folder of the programs.
# figures.py draws TRACE: FedAvg ends away from 0.5, which is best for all clients together.
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n '2,5s/^# //p' "$0"
  exit 2
fi
program=$1/stardust-experiment
trace=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

rounds="RoundTime=1s"
mixers=("pbc FedPbcMixer[$rounds]" "active FedAvgMixer[$rounds]" "all FedAvgMixer[$rounds|Rule=All]"
  "known FedAvgMixer[$rounds|Rule=KnownProbability]")
for clients in 2 10; do
  # One sample a client, whose feature is 1: the loss of weight x is (x - y)^2 / 2, as is that of the
  # test sample with y = 0. The error of a model is then how far it is from 0.
  awk -v n="$clients" 'BEGIN { print "one,y,client"
    for (i = 0; i < n; i++) printf "1,%d,c%d\n", (i >= n / 2), i }' >"$folder/clients-$clients.csv"
  printf 'one,y,client\n1,0,c0\n' >"$folder/test.csv"
  for chance in 0.05 0.1 0.2 0.4 0.6 0.9; do
    links=$(awk -v n="$clients" -v p="$chance" 'BEGIN {
      for (i = 0; i < n; i++) printf "%s%s", (i ? "," : ""), (i < n / 2 ? 0.9 : p) }')
    for mixer in "${mixers[@]}"; do
      name=bias/${mixer%% *}/$clients/$chance
      echo "$name"
      "$program" --name="$name" --trace="$trace" --traceDetail=summary --progress=off \
        --learners=$((clients + 1)) --serverData=none --linkProbability="$links" \
        --mixer="ns3::stardust::${mixer#* }" --task=linear --data=csv:"$folder/clients-$clients.csv" \
        --testData=csv:"$folder/test.csv" --labelColumn=y --groupColumn=client --batch=1 \
        --localSteps=1 --stepSize=0.1 --updateRate=1000 --duration=2000 --evaluateEvery=5 \
        --baselines=false "$@" | grep error
    done
  done
done
