#!/usr/bin/env bash
# draco-runs.sh PROGRAMS TRACE [OPTION...]: run DRACO with rising limits of receptions, on a SINR
# channel and on Wi-Fi broadcast, and with rising deadlines of the SINR channel; further options
# go to each run, such as --runs=5. PROGRAMS is the folder of the programs. figures.py draws TRACE.
set -euo pipefail
if [ $# -lt 2 ]; then
  sed -n '2,4s/^# //p' "$0"
  exit 2
fi
program=$1/stardust-experiment
trace=$2
shift 2

# run NAME MIXER_ATTRIBUTES OPTION...: one run, or several with --runs.
run() {
  local name=$1 attributes=$2
  shift 2
  "$program" --name="draco/$name" --trace="$trace" --traceDetail=summary --progress=off \
    --learners=25 --partition=shards:1 --samplesPerLearner=40 --separation=2 --stepSize=0.05 \
    --gossipRate=0.5 --duration=120 --evaluateEvery=0 --baselines=false \
    --mixer="ns3::stardust::DracoMixer[UnificationPeriod=10s|$attributes]" "$@" | sed -n 2p
}

radio="Bandwidth=1e5"
for psi in 1 2 4 8 16 32 64; do
  run "sinr/limit/$psi" "ReceptionLimit=$psi" \
    --channel="sinr[$radio|Deadline=0.05s]" --area=2000 "$@"
  run "wifi/limit/$psi" "ReceptionLimit=$psi" \
    --network=wifi-adhoc --transport=broadcast --area=50 "$@"
done
for deadline in 0.01 0.02 0.05 0.1 0.2 0.5 1 2; do
  run "sinr/deadline/$deadline" "ReceptionLimit=16" \
    --channel="sinr[$radio|Deadline=${deadline}s]" --area=2000 "$@"
done
