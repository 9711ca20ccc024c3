#!/usr/bin/env bash
# draco-runs.sh PROGRAMS TRACE [OPTION...]: run DRACO with rising limits of receptions and with
# rising deadlines, on a SINR channel and on Wi-Fi broadcast; further options go to each run, such
# as --runs=10. PROGRAMS is the folder of the programs. figures.py draws TRACE.
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
    --learners=25 --partition=dirichlet:1 --samplesPerLearner=40 --stepSize=0.01 --gossipRate=0.5 \
    --duration=100 --evaluateEvery=0 --baselines=false \
    --mixer="ns3::stardust::DracoMixer[Weights=Window|Window=1s|UnificationPeriod=10s|$attributes]" "$@" |
    grep accuracy
}

sinr=(--area=2000)
wifi=(--network=wifi-adhoc --transport=broadcast --area=50)
radio="Bandwidth=1e5"
for psi in 1 2 4 8 16 32 64 128; do
  run "sinr/limit/$psi" "ReceptionLimit=$psi" --channel="sinr[$radio|Deadline=0.05s]" "${sinr[@]}" "$@"
  run "wifi/limit/$psi" "ReceptionLimit=$psi" "${wifi[@]}" "$@"
done
# The channel knows whether a message will be late, Wi-Fi does not: there the receiver looks.
for deadline in 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1; do
  run "sinr/deadline/$deadline" "ReceptionLimit=32" \
    --channel="sinr[$radio|Deadline=${deadline}s]" "${sinr[@]}" "$@"
  run "wifi/deadline/$deadline" "ReceptionLimit=32|Deadline=${deadline}s" "${wifi[@]}" "$@"
done
