#!/usr/bin/env bash
# algorithms.sh PROGRAM: every algorithm on direct, Wi-Fi, wired and LTE networks, with messages that are
# lost and devices that go down and come back. Each message has one outcome, by the counters
# and by the rows of the trace; models beside packets and in them, without threads and with
# two, give the same digest. Broadcast is refused by those alone that cannot work with it. On LTE,
# which takes the most time, each runs once and shorter.
set -euo pipefail
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
failed=0

# name, whether broadcast goes (all) or not (one), whether models may be lost (reset) or not
# (keep), options.
algorithms() {
  sed 's/ns:/ns3::stardust::/g' <<'END'
pairwise all reset --mixer=ns:PairwiseAverageMixer
metropolis all reset --mixer=ns:MetropolisMixer
staleness all reset --mixer=ns:StalenessWeightedMixer
threshold all reset --mixer=ns:StalenessWeightedMixer[Rule=Threshold|Threshold=1]
push-sum all keep --mixer=ns:PushSumMixer
pull one reset --mixer=ns:ExchangeMixer[Mode=Pull]
push-pull one reset --mixer=ns:ExchangeMixer
ad-psgd one reset --mixer=ns:ExchangeMixer[SumPreserving=true|AfterUpdates=true]
dpsgd all reset --mixer=ns:DpsgdMixer[RoundTimeout=1s]
dpsgd-waiting all reset --mixer=ns:DpsgdMixer
dpsgd-clocks all reset --mixer=ns:DpsgdMixer[Barrier=false]
choco all keep --mixer=ns:ChocoMixer[RoundTimeout=1s] --codec=ns:TopKCodec
choco-clocks all keep --mixer=ns:ChocoMixer[Barrier=false] --codec=ns:RandomKCodec
ada-gossip all keep --mixer=ns:AdaGossipMixer[RoundTimeout=1s] --codec=ns:TopKCodec
ada-gossip-clocks all keep --mixer=ns:AdaGossipMixer[Barrier=false] --codec=ns:QsgdCodec
buffered all reset --mixer=ns:BufferedMixer[BufferSize=2]
buffered-update all reset --mixer=ns:BufferedMixer[Trigger=Update|BufferSize=3]
variance all reset --mixer=ns:VarianceCorrectedMixer[BufferSize=2]
median all reset --mixer=ns:CoordinateMedianMixer[Trigger=Update]
trimmed-mean all reset --mixer=ns:TrimmedMeanMixer[BufferSize=3]
krum all reset --mixer=ns:KrumMixer[Trigger=Update]
multi-krum all reset --mixer=ns:KrumMixer[BufferSize=4|Select=2]
clipped all reset --mixer=ns:ClippedMixer[BufferSize=2]
byzantine all reset --mixer=ns:TrimmedMeanMixer[Trigger=Update] --byzantine=noise:1 --byzantineDevices=1
epidemic one reset --mixer=ns:EpidemicMixer
fed-pbc one reset --mixer=ns:FedPbcMixer[RoundTime=2s|Links=ns:LinkActivity[Probability=0.7]]
fed-avg one reset --mixer=ns:FedAvgMixer[RoundTime=2s]
fed-async one reset --mixer=ns:FedAsyncMixer
draco all reset --mixer=ns:DracoMixer[UnificationPeriod=4s|ReceptionLimit=6]
draco-window all reset --mixer=ns:DracoMixer[Weights=Window|Window=1s|Deadline=2s]
stardust all reset --mixer=ns:StardustMixer
savic all reset --mixer=ns:SavicMixer[RoundTimeout=1s] --optimizer=ns:ScaledOptimizer
cdsa all reset --localSteps=1 --mixer=ns:CdsaMixer[RoundTimeout=1s]
gradient-tracking all keep --mixer=ns:GradientTrackingMixer[RoundTimeout=1s]
opportunistic one reset --peers=ns:OpportunisticPeerSelector
token-account one reset --peers=ns:TokenAccountPeerSelector[Period=0.5s|Capacity=4|A=2]
END
}

# name and options.
networks() {
  cat <<'END'
direct --network=direct --delay=0.05 --errorRate=0.2
udp --network=wifi-adhoc --transport=udp --area=90
tcp --network=wifi-adhoc --transport=tcp --area=90
broadcast --network=wifi-adhoc --transport=broadcast --area=90
infrastructure --network=wifi-infrastructure
wired --network=wired
END
}

# Five fragments a model, some pairs of devices out of reach, devices down a fifth of the time.
common=(--learners=6 --features=150 --classes=10 --samplesPerLearner=40 --duration=15 --gossipRate=2
        --updateRate=2 --upTime='ns3::ExponentialRandomVariable[Mean=6]'
        --downTime='ns3::ExponentialRandomVariable[Mean=1.5]'
        --baselines=false --digest --progress=off --trace=trace.db)

fail() {
  echo "FAIL: $*"
  failed=1
}

# run NAME OPTION...: prints the digest, or the line of an error.
run() {
  local name=$1
  shift
  timeout 100 "$program" "${common[@]}" --name="$name" "$@" >out 2>err || { cat err; return; }
  sed -n 's/.*digest *\([0-9a-f]\{16\}\).*/\1/p' out
}

# check NAME OPTION...: the same digest whatever the payload and the threads.
check() {
  local name=$1 first second
  shift
  first=$(run "$name" "$@" --payload=virtual --threads=0)
  second=$(run "$name" "$@" --payload=bytes --threads=2)
  [[ $first =~ ^[0-9a-f]{16}$ ]] || fail "$name: $first"
  [ "$first" = "$second" ] || fail "$name: digest $first, but $second with bytes and threads"
}

while read -r algorithm reach rejoin options; do
  read -ra arguments <<<"--rejoin=$rejoin $options"
  if [[ $algorithm == fed-* ]]; then
    check "$algorithm/point" --network=wifi-infrastructure --cells=2 --server=access-point "${arguments[@]}"
  fi
  # A server and a hub send to devices that are no neighbours.
  if [[ $algorithm == fed-* || $algorithm == draco ]]; then
    check "$algorithm/ring" --network=wired --graph=ring "${arguments[@]}"
  fi
  while read -r network where; do
    name=$algorithm/$network
    read -ra place <<<"$where"
    if [ "$network/$reach" = broadcast/one ]; then
      refusal=$(run "$name" "${place[@]}" "${arguments[@]}")
      [[ $refusal =~ broadcast|Broadcast ]] || fail "$name: not refused: $refusal"
      continue
    fi
    check "$name" "${place[@]}" "${arguments[@]}"
  done < <(networks)
  name=$algorithm/lte
  read -ra arguments <<<"--network=lte --duration=8 --rejoin=$rejoin $options"
  first=$(run "$name" "${arguments[@]}" --payload=bytes --threads=2)
  [[ $first =~ ^[0-9a-f]{16}$ ]] || fail "$name: $first"
done < <(algorithms)

# none DESCRIPTION SQL: the query finds no run.
none() {
  local found
  found=$(sqlite3 -readonly trace.db "$2")
  [ -z "$found" ] || fail "$1:" $found
}

expected=$(($(algorithms | wc -l) * $(networks | wc -l) * 2 - $(algorithms | grep -c ' one ') * 2 +
           $(algorithms | grep -c '^fed-') * 2 + $(algorithms | grep -cE '^(fed-|draco )') * 2 + $(algorithms | wc -l)))
none "$expected finished runs" \
  "SELECT count(*) FROM run WHERE status = 'finished' HAVING count(*) <> $expected"
none "a message without an outcome, or with two, by the counters" \
  "SELECT name FROM run WHERE messages_sent <> messages_delivered + messages_lost +
   messages_expired + messages_rejected + messages_in_flight"
none "rows that say otherwise than the counters" \
  "SELECT name FROM run LEFT JOIN (
     SELECT run_id, count(*) AS sent, sum(outcome = 'delivered') AS delivered,
            sum(outcome = 'lost') AS lost, sum(outcome = 'expired') AS expired,
            sum(outcome = 'rejected') AS rejected, sum(outcome = 'in_flight') AS in_flight
     FROM model_message GROUP BY run_id) USING (run_id)
   WHERE (sent, delivered, lost, expired, rejected, in_flight) IS NOT (messages_sent,
     messages_delivered, messages_lost, messages_expired, messages_rejected, messages_in_flight)"
none "a message for which there was no route" \
  "SELECT DISTINCT name FROM run JOIN model_message USING (run_id)
   WHERE name LIKE '%/ring' AND reason = 'no_route'"
none "a sender whose messages are not numbered 0, 1, 2, ..." \
  "SELECT DISTINCT name FROM model_message JOIN run USING (run_id) GROUP BY run_id, sender_id
   HAVING count(DISTINCT sequence) <> count(*) OR max(sequence) - min(sequence) + 1 <> count(*)"
none "an outcome before its message was sent, or none that is known" \
  "SELECT DISTINCT name FROM model_message JOIN run USING (run_id)
   WHERE (outcome = 'in_flight') <> (concluded_ns IS NULL) OR concluded_ns < sent_ns"
# Rounds that wait for ever may end before any is complete.
none "none delivered" \
  "SELECT name FROM run WHERE messages_delivered = 0 AND name NOT LIKE 'dpsgd-waiting/%'"
none "none lost although devices were down" \
  "SELECT name FROM run WHERE messages_lost + messages_in_flight = 0"
none "a message of a device to itself" \
  "SELECT DISTINCT name FROM model_message JOIN run USING (run_id) WHERE sender_id = receiver_id"
none "fewer bytes on the network than models have" \
  "SELECT DISTINCT name FROM model_message JOIN run USING (run_id)
   WHERE outcome = 'delivered' AND name NOT LIKE '%/direct' AND (packets = 0 OR bytes < payload_bytes)
     AND name NOT LIKE '%/broadcast'"
[ $failed -eq 0 ] && echo "$expected runs: every message accounted for, digests agree"
exit $failed
