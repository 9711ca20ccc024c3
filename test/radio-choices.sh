#!/usr/bin/env bash
# radio-choices.sh PROGRAM: what is chosen for a network stands in the trace's
# parameters, and models are delivered with it.
set -uo pipefail
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0
printf '0 -1 -2 -1 0\n%.0s' $(seq 25) >shallow.fad

# choose OPTION=VALUE...: a short run with these options delivers, and its trace names each.
choose() {
  rm -f run.db
  if ! "$program" --task=none --learners=3 --duration=3 --progress=off --trace=run.db "${@/#/--}" >out 2>err; then
    if grep -q "this ns-3 has no module" err; then
      echo "skipped, $(cat err)"
      return
    fi
    echo "FAIL: '$*': $(cat err)"
    failed=1
    return
  fi
  local choice
  for choice in "$@"; do
    local found
    found=$(sqlite3 run.db "SELECT json_extract(parameters, '\$.${choice%%=*}') FROM run")
    if [ "$found" != "${choice#*=}" ]; then
      echo "FAIL: '$*': the trace has '$found' for ${choice%%=*}"
      failed=1
    fi
  done
  if [ "$(sqlite3 run.db "SELECT messages_delivered > 0 FROM run_summary")" != 1 ]; then
    echo "FAIL: '$*': nothing was delivered"
    failed=1
  fi
}

choose network=wifi-adhoc area=20 wifiStandard=80211n wifiRate=constant wifiMode=HtMcs5 wifiChannel=spectrum
choose network=wifi-adhoc area=20 wifiStandard=80211ac wifiWidth=80 wifiRate=minstrel loss=friis
choose network=wifi-adhoc area=20 wifiStandard=80211ax-2.4GHz wifiRate=ideal loss=nakagami
choose network=wifi-adhoc area=20 routing=aodv loss=range:100
choose network=wifi-adhoc area=20 routing=olsr
choose network=wifi-infrastructure area=20 cells=2 sharedChannel=true
choose network=wired wiredKind=csma linkRate=10Mbps linkDelay=2ms
choose network=lte area=200 enbs=2 lteHandover=ns3::A3RsrpHandoverAlgorithm lteFading=shallow.fad ueHeight=1.5 \
  enbHeight=30 ltePathloss=ns3::OkumuraHataPropagationLossModel
exit $failed
