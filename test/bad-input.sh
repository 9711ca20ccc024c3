#!/usr/bin/env bash
# bad-input.sh FOLDER: what a user can get wrong on the command lines of the
# programs in FOLDER: each gets one line on stderr, exit status 2, and leaves no
# file behind. What is unusual but right runs.
set -uo pipefail
programs=$(cd "$1" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0
count=0

# run_program ARGUMENT...: fills out, err and status.
run_program() {
  timeout 100 "$programs/stardust-experiment" --duration=3 --progress=off "$@" >out 2>err
  status=$?
}

# refuse TEXT ARGUMENT...: the arguments are refused with a line that holds TEXT.
refuse() {
  local text=$1
  shift
  count=$((count + 1))
  ls >before
  run_program "$@"
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

# accept TEXT ARGUMENT...: the arguments run, and the output holds TEXT.
accept() {
  local text=$1
  shift
  count=$((count + 1))
  run_program "$@"
  if [ $status -ne 0 ] || ! grep -qF -- "$text" out; then
    echo "FAIL: '$*': status $status, expected 0 and '$text':"
    cat out err
    failed=1
  fi
}

touch before out err
# 20 images of 2 x 2 pixels and their labels; the same cut short, and wrong ones.
number() { printf "\\x$(printf %02x $(($1 >> 24 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 & 255)))"; }
{ number 2051; number 20; number 2; number 2; head -c 80 /dev/zero | tr '\0' 'a'; } >images
{ number 2049; number 20; printf '\0\1\2\3\0\1\2\3\0\1\2\3\0\1\2\3\0\1\2\3'; } >labels
head -c 50 images >images-cut
{ number 2049; number 3; printf '\0\1\2'; } >labels-few
: >empty
gzip -k images && head -c 30 images.gz >images-cut.gz
printf 'no database' >notes.db
sqlite3 other.db 'CREATE TABLE t (x)'
sqlite3 marked.db 'PRAGMA application_id = 1398031445; PRAGMA user_version = 1; CREATE TABLE t (x)'
{ number 2051; number 20; number 14000; number 14000; head -c 80 /dev/zero; } >images-huge
head -c -6 images.gz >images-trailer.gz
echo '<graphml><graph edgedefault="undirected"/></graphml>' >zero.graphml
cat >two.graphml <<'X'
<graphml><graph edgedefault="undirected"><node id="a"/><node id="b"/>
<edge source="a" target="b"/></graph></graphml>
X
cat >heavy.graphml <<'X'
<graphml><key id="w" for="edge" attr.name="weight"/><graph><node id="a"/><node id="b"/>
<edge source="a" target="b">
<data key="w">-1</data></edge></graph></graphml>
X
cat >isolated.graphml <<'X'
<graphml><graph edgedefault="undirected"><node id="a"/><node id="b"/><node id="c"/>
<edge source="a" target="b"/></graph></graphml>
X

printf '# slow, then none\n1e9\n0\n' >speeds-zero
printf '1e9\n2e9\n' >speeds-two

refuse "absent: cannot be opened: No such file" --data=idx:absent,labels
refuse "absent: cannot be opened: No such file" --data=idx:images,absent
refuse "empty: ends in the magic number" --data=idx:empty,labels
refuse "images-cut: ends in image 8" --data=idx:images-cut,labels
refuse "images-cut.gz: " --data=idx:images-cut.gz,labels
refuse "labels: magic number 0x00000801, expected 0x00000803" --data=idx:labels,images
refuse "labels-few: 3 labels, but images has 20 images" --data=idx:images,labels-few
refuse "--data=idx:images: unknown data" --data=idx:images
refuse "16 training samples are too few for 20" --data=idx:images,labels
refuse "--graph=file:two.graphml: 2 nodes, but --learners=3" --graph=file:two.graphml --learners=3
refuse "--graph=file:two.graphml: 2 nodes, but --learners=1" --graph=file:two.graphml --learners=1
refuse "disconnected" --graph=file:isolated.graphml
refuse "absent.graphml: cannot be opened" --graph=file:absent.graphml
refuse "empty: empty" --graph=file:empty
refuse "--graph=star: unknown graph; expected complete" --graph=star
refuse "--learners=0: expected a whole number" --learners=0
refuse "--learners=5x: expected a whole number" --learners=5x
refuse "--learners=-5: expected a whole number" --learners=-5
refuse "--gossipRate=-1: expected a number" --gossipRate=-1
refuse "--updateRate=0: expected a number from 1e-09 to 1000000" --updateRate=0
refuse "--gossipRate=1e12: expected a number" --gossipRate=1e12
refuse "--updateShift=1e10: expected a number" --updateShift=1e10
refuse "--RngSeed=0: expected a whole number" --RngSeed=0
refuse "--RngSeed=4294967295: expected a whole number" --RngSeed=4294967295
refuse "ns-3 knows no type" --SimulatorImplementationType=ns3::Foo
refuse "ns-3 knows no type" --SchedulerType=ns3::Foo
refuse "is the loopback" --network=wifi-adhoc --ns3::stardust::UdpTransport::Interface=0
refuse "unknown type a?b" "--mixer=a
b"
refuse "no nodes" --graph=file:zero.graphml
refuse "more than this reader takes" --data=idx:images-huge,labels
refuse "gzip trailer" --data=idx:images-trailer.gz,labels
refuse "is marked as a trace but is none" --trace=marked.db
refuse "parts that cannot all reach" --learners=6 --graph=random-regular:2 --runs=15 --trace=late.db
refuse "--trace=no/such/folder.db" --learners=1 --trace=no/such/folder.db
refuse "--stepSize=5x: expected a number" --stepSize=5x
refuse "--duration=nan: expected a number" --duration=nan
refuse "--nonsense: unknown option; expected one of --network" --nonsense=1
refuse "word: stray word" word
refuse "--learners: needs a value" --learners
refuse "--network=wired: unknown network; expected direct, wifi-adhoc" --network=wired
refuse "--task=chess: unknown task; expected none, softmax" --task=chess
refuse "--gossipScaling=cubic: unknown gossipScaling; expected constant, log, linear" --gossipScaling=cubic
refuse "--delay=fast: expected a number" --delay=fast
refuse "--delay=-1: expected a number" --delay=-1
refuse "is no ns3::RandomVariableStream" --delay=ns3::MapScheduler
refuse "cannot be given as text" --delay=ns3::DeterministicRandomVariable
refuse "cannot be given as text" --delay=ns3::EmpiricalRandomVariable
refuse "--delay: about " --task=none --learners=5000 --gossipRate=100 --delay=4 --trace=late.db
refuse "--errorRate=1.5: expected a number" --errorRate=1.5
refuse "--delay: only for --network=direct" --network=wifi-adhoc --delay=1
refuse "--area: only for --network=wifi-adhoc" --area=10
refuse "--partition: only for --task=softmax or --task=linear or --task=nonlinear, not for --task=none" --task=none --partition=iid
refuse "--classes: only for --task=softmax, not for --task=linear" --task=linear --classes=3
refuse "--hidden: only for --task=nonlinear" --task=linear --hidden=3
refuse "--partition=shards:2" --task=linear --partition=shards:2
refuse "--task: " --task=linear --data=idx:images,labels --learners=3 --partition=iid
refuse "--partition=natural" --partition=natural
refuse "--trackedSources=0: expected a whole number" --trackedSources=0
refuse "--trackedSources=21: expected a whole number from 1 to 20" --trackedSources=21
refuse "--source=20: expected a whole number from 0 to 19" --source=20
refuse "heavy.graphml:3: edge weight -1" --graph=file:heavy.graphml
refuse "needs a network with broadcast" "--peers=ns3::stardust::OpportunisticPeerSelector[Coordination=Pilot]"
refuse "--partition=fair: unknown partition; expected iid" --partition=fair
refuse "--mixer=ns3::Nothing: unknown type ns3::Nothing; expected one of" --mixer=ns3::Nothing
refuse "no attribute Wait" '--mixer=ns3::stardust::PairwiseAverageMixer[Wait=1]'
refuse "Weight=5x" '--mixer=ns3::stardust::PairwiseAverageMixer[Weight=5x]'
refuse "is no ns3::stardust::ModelMixer" --mixer=ns3::stardust::SgdOptimizer
refuse "--testFraction=1" --testFraction=1
refuse "--warmUp=3: expected less than" --warmUp=3
refuse "--RngRun=abc" --RngRun=abc
refuse "--wifiMode=HtMcs9" --network=wifi-adhoc --wifiMode=HtMcs9
refuse "--trace=no/such/folder.db" --trace=no/such/folder.db
refuse "--trace=/proc/trace.db" --trace=/proc/trace.db
refuse "--trace=notes.db: exists and is no stardust trace" --trace=notes.db
refuse "--trace=other.db: exists and is no stardust trace" --trace=other.db
refuse "--localSteps and --localEpochs: both say how much" --localSteps=4 --localEpochs=1
refuse "--localEpochs=1001: expected a whole number from 0 to 1000" --localEpochs=1001
refuse "--localEpochs: only for --task=softmax" --task=none --localEpochs=1
refuse "--trainOn=send: unknown trainOn; expected clock, receive" --trainOn=send
refuse "--trainOn=receive: ns3::stardust::OpportunisticPeerSelector sends after updates" --trainOn=receive --peers=ns3::stardust::OpportunisticPeerSelector
refuse "--updateRate and --deviceSpeed: both say how long" --updateRate=1 --deviceSpeed=1e9
refuse "--deviceSpeed: only for --task=softmax" --task=none --deviceSpeed=1e9
refuse "--deviceSpeed=fast: expected a number" --deviceSpeed=fast
refuse "--deviceSpeed=0: expected a number" --deviceSpeed=0
refuse "unknown type ns3::Nothing" --deviceSpeed=ns3::Nothing
refuse "expected a finite number above 0" --deviceSpeed=ns3::NormalRandomVariable[Mean=0] --runs=3 --trace=late.db
refuse "absent: cannot be opened: No such file" --deviceSpeed=file:absent
refuse "speeds-zero:3: speed 0: expected a number" --deviceSpeed=file:speeds-zero --learners=2
refuse "speeds-two: 2 speeds, but --learners=3" --deviceSpeed=file:speeds-two --learners=3
refuse "speeds-two:2: more speeds than --learners=1" --deviceSpeed=file:speeds-two --learners=1
refuse "--threads=257: expected a whole number from 0 to 256" --threads=257
refuse "--threads=-1: expected a whole number" --threads=-1
# A mistake found late must not leave a trace that was made early.
refuse "--mixer=Nothing" --mixer=Nothing --trace=late.db
refuse "absent: cannot be opened" --data=idx:absent,labels --trace=late.db

accept "20 devices" --task=none --gossipScaling=linear --trackedSources=5 --source=7
accept "20 devices" --task=none --network=wifi-adhoc
accept "1 devices" --task=none --network=wifi-adhoc --learners=1 "--peers=ns3::stardust::OpportunisticPeerSelector[Coordination=Pilot]"
accept "0 delivered" --task=none --delay=ns3::ConstantRandomVariable[Constant=1e10]
accept "3 devices" --task=none --network=wifi-adhoc --graph=file:isolated.graphml --allowDisconnected --trace=pilots.db "--peers=ns3::stardust::OpportunisticPeerSelector[Coordination=Pilot]"
answer=$(sqlite3 pilots.db "SELECT count(*) FROM model_message WHERE sender_id = 2 OR receiver_id = 2")
[ "$answer" = 0 ] || { echo "FAIL: the isolated device has messages: $answer"; failed=1; }
accept "20 devices" --task=none --ns3::stardust::GossipLearner::StartPhase=ns3::ConstantRandomVariable[Constant=1] "--ns3::stardust::GossipLearner::GossipInterval=ns3::ExponentialRandomVariable[Mean=0.5]"
grep -qF "1.77 on an ideal channel" out || { echo "FAIL: a default of a part must hold"; failed=1; }
accept "loss" --task=nonlinear --heterogeneity=0.5 --features=5 --hidden=4
accept "oracle" --task=none --peers=ns3::stardust::OpportunisticPeerSelector
accept "1 devices" --learners=1 --gossipScaling=log
accept "1 devices" --learners=1
accept "0 sent" --learners=1
grep -q "one learner: it learns alone and sends nothing" err || { echo "FAIL: n=1 must warn"; failed=1; }
accept "2 devices" --learners=2
accept "2 devices" --graph=file:two.graphml
accept "3 devices" --graph=file:isolated.graphml --allowDisconnected --trace=isolated.db
answer=$(sqlite3 isolated.db "SELECT count(*) FROM model_message WHERE sender_id = 2 OR receiver_id = 2")
[ "$answer" = 0 ] || { echo "FAIL: the isolated device has messages: $answer"; failed=1; }
accept "16 devices" --learners=16 --data=idx:images.gz,labels
accept "run 2" --learners=2 --trace=runs.db --runs=2
accept "2 devices" --learners=2 --deviceSpeed=file:speeds-two
accept "20 devices" --threads=3 --localEpochs=2 --deviceSpeed=ns3::LogNormalRandomVariable[Mu=15]
accept "20 devices" --task=none --trainOn=receive --threads=2
grep -qF "ideal channel" out && { echo "FAIL: no theory for --trainOn=receive"; failed=1; }

echo "$count command lines"
exit $failed
