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
# In no more address space than $memory, KiB, if that is set.
memory=
run_program() {
  ( [ -z "$memory" ] || ulimit -v "$memory"
    exec timeout 100 "$programs/stardust-experiment" --duration=3 --progress=off "$@" ) >out 2>err
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
# Refused before memory or disk are exhausted, with what would be needed.
refuse "--learners=1000000 --trackedSources=all: needs at least 4.0 TB of memory (1.5 GB for devices, 4.0 TB" --task=none --learners=1000000 --trackedSources=all
refuse "--learners=4000000000: needs at least 7.0 TB of memory" --task=none --learners=4000000000
refuse "--graph=erdos-renyi:1: needs at least 40.0 TB" --task=none --learners=1000000 --graph=erdos-renyi:1
refuse "10.0 TB for samples" --learners=250000 --features=100000
refuse "10000 learners: needs at least 1.5 TB of memory" --learners=10000 --samplesPerLearner=2 --task=mlp:5000,4990 --features=10 --classes=5
refuse "--gossipRate=1000000: needs at least" --network=wifi-adhoc --gossipRate=1e6 --learners=1000
refuse "rows of all messages and updates need about 110.0 TB" --task=none --learners=1000000 --duration=1000000 --updateRate=2 --trace=large.db
memory=2000000
refuse "--learners=1500000: needs at least 2.6 GB of memory (2.2 GB for devices" --task=none --learners=1500000
refuse "3.0 GB for models of 100.1 MB), there are" --task=mlp:5000,4990 --learners=20 --features=10 --classes=5 --samplesPerLearner=4
accept "20 devices" --task=none
memory=
accept "20 devices" --task=none --gossipRate=1000000 --duration=0.01 --warmUp=0
refuse "--digestEvery=1: needs --digest" --digestEvery=1
refuse "--digestEvery=1e-05: expected at least 1e-9 and 1/100000 of --duration=3" --digest --digestEvery=1e-5
accept "until_s" --task=none --digest --digestEvery=1
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
sqlite3 marked.db 'PRAGMA application_id = 1398031445; PRAGMA user_version = 4; CREATE TABLE t (x)'
sqlite3 older.db 'PRAGMA application_id = 1398031445; PRAGMA user_version = 1; CREATE TABLE t (x)'
sqlite3 newer.db 'PRAGMA application_id = 1398031445; PRAGMA user_version = 99; CREATE TABLE t (x)'
{ number 2051; number 20; number 14000; number 14000; head -c 80 /dev/zero; } >images-huge
head -c -6 images.gz >images-trailer.gz
echo '<graphml><graph edgedefault="undirected"/></graphml>' >zero.graphml
printf '# who sends to whom\n0 1\n1 2\n1 0\n2 0\n' >funnel.txt
printf '0 1\n2\n' >links-words.txt
printf '0 1\n\n1 two\n' >links-device.txt
printf '0 1 -1\n' >links-weight.txt
printf '%% nothing\n' >links-none.txt
printf '1,0,1,down\n1,1,0,down\n' >two-links.csv
printf '1,0,1,down\n' >one-link.csv
cat >two.graphml <<'X'
<graphml><graph edgedefault="undirected"><node id="a"/><node id="b"/>
<edge source="a" target="b"/></graph></graphml>
X
cat >heavy.graphml <<'X'
<graphml><key id="w" for="edge" attr.name="weight"/><graph><node id="a"/><node id="b"/>
<edge source="a" target="b">
<data key="w">-1</data></edge></graph></graphml>
X
# Zeros as NumPy saves them: a vector of 4, and 2 rows of 2.
npy() { printf '\223NUMPY\1\0\166\0'; printf '%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': $1, }"; head -c 16 /dev/zero; }
npy '(4,)' >four.npy
npy '(2, 2)' >rows.npy
cat >cables.graphml <<'X'
<graphml><key id="d" for="edge" attr.name="delay"/><key id="r" for="edge" attr.name="rate"/><graph>
<node id="a"/><node id="b"/><edge source="a" target="b">
<data key="d">5ms</data><data key="r">10Mbps</data></edge></graph></graphml>
X
sed 's/5ms/5min/' cables.graphml >slow.graphml
sed 's/10Mbps/fast/' cables.graphml >fast.graphml
# Fading traces: 25 resource blocks of 5 ms; a line less; a word in it; lines of two lengths.
for i in $(seq 25); do echo "0 -1 -2.5 1e-1 0 "; done >good.fad
head -24 good.fad >few.fad
sed '7s/-2.5/deep/' good.fad >word.fad
sed '7s/-2.5//' good.fad >ragged.fad
gzip -k good.fad
cat >isolated.graphml <<'X'
<graphml><graph edgedefault="undirected"><node id="a"/><node id="b"/><node id="c"/>
<edge source="a" target="b"/></graph></graphml>
X
# 40 samples of two classes, or with a target, from four sites; the same spoilt in many ways.
for i in $(seq 40); do
  echo "site$((i % 4)),$i,$((i * i % 7)),$([ $((i % 2)) = 0 ] && echo even || echo odd),$((2 * i + 1))"
done >rows
{ echo "site,x,y,kind"; cut -d, -f1-4 rows; } >sites.csv
{ echo "site,x,y,target"; cut -d, -f1-3,5 rows; } >places.csv
cut -d, -f2-4 sites.csv >kinds.csv
cut -d, -f2-4 places.csv >targets.csv
sed '7s/$/,1/' kinds.csv >ragged.csv
sed '7s/^6,/six,/' kinds.csv >word.csv
sed '7s/^6,/nan,/' kinds.csv >nan.csv
sed '7s/^6,/,/' kinds.csv >blank.csv
sed '7s/even/"even/' kinds.csv >quote.csv
sed '8s/odd/neither/' kinds.csv >neither.csv
head -5 kinds.csv | gzip >kinds-few.csv.gz
gzip -k kinds.csv && head -c 60 kinds.csv.gz >kinds-cut.csv.gz
for i in $(seq 40); do echo "$((i % 2 * 2 - 1)) 1:$i 3:$((i * i % 7)) # $i"; done >signs.svm
sed '7s/ 1:/ 0:/' signs.svm >zero.svm
sed '7s/ 3:/ 1:/' signs.svm >twice.svm
sed '7s/ 3:/ 5:/' signs.svm >wide.svm
sed '7s/ 3:/ 4000000000:/' signs.svm >huge.svm
{ for i in $(seq 20); do printf "\\x0$((i % 2))"; head -c 3072 /dev/zero; done; } >batch.bin
head -c 5000 batch.bin >batch-cut.bin

printf '# slow, then none\n1e9\n0\n' >speeds-zero
printf '1e9\n2e9\n' >speeds-two

refuse "absent: cannot be opened: No such file" --data=idx:absent,labels
refuse "absent: cannot be opened: No such file" --data=idx:images,absent
refuse "empty: ends in the magic number" --data=idx:empty,labels
refuse "images-cut: ends in image 8" --data=idx:images-cut,labels
refuse "images-cut.gz: " --data=idx:images-cut.gz,labels
refuse "labels: magic number 0x00000801, expected 0x00000803" --data=idx:labels,images
refuse "labels-few: 3 labels, but images has 20 images" --data=idx:images,labels-few
refuse "--data=idx:images: expected idx:IMAGES,LABELS, two paths that hold no comma" --data=idx:images
refuse "16 training samples are too few for 20" --data=idx:images,labels
refuse "--byzantine=flip: unknown behaviour; expected sign-flip" --byzantine=flip --byzantineDevices=1
refuse "--byzantine=noise:-1" --byzantine=noise:-1 --byzantineDevices=1
refuse "--byzantine=scale:1e99" --byzantine=scale:1e99 --byzantineDevices=1
refuse "--byzantine=sign-flip: nobody does it; expected --byzantineDevices too" --byzantine=sign-flip
refuse "--byzantineDevices=2: they do nothing; expected --byzantine too" --byzantineDevices=2
refuse "--byzantineDevices=20" --byzantine=sign-flip --byzantineDevices=20
refuse "--byzantineDevices=ids:3,3: 3 stands twice" --byzantine=sign-flip --byzantineDevices=ids:3,3
refuse "--byzantineDevices=ids:20" --byzantine=sign-flip --byzantineDevices=ids:20
refuse "--byzantineDevices=ids:0,1: all of --learners=2" --byzantine=sign-flip --byzantineDevices=ids:0,1 --learners=2
refuse "--byzantine: only for --task=" --task=none --byzantine=sign-flip --byzantineDevices=1
refuse "Float32Codec" --byzantine=ns3::stardust::Float32Codec --byzantineDevices=1
refuse "Faulty=2 of KrumMixer is too many for 5 models" --mixer=ns3::stardust::KrumMixer[Faulty=2"|"BufferSize=5]
refuse "Faulty=2 of TrimmedMeanMixer leaves nothing" --mixer=ns3::stardust::TrimmedMeanMixer[Faulty=2"|"BufferSize=3]
refuse "Radius=-1" --mixer=ns3::stardust::ClippedMixer[Radius=-1]
refuse "MaxConnectionsPerPeer=0" --network=wired --transport=tcp[MaxConnectionsPerPeer=0]
refuse "--graph=file:two.graphml: 2 nodes for 3 devices (--learners)" --graph=file:two.graphml --learners=3
refuse "--graph=file:two.graphml: 2 nodes for 1 devices (--learners)" --graph=file:two.graphml --learners=1
refuse "disconnected" --graph=file:isolated.graphml
refuse "absent.graphml: cannot be opened" --graph=file:absent.graphml
refuse "empty: empty" --graph=file:empty
refuse "--graph=wheel: unknown graph; expected complete" --graph=wheel
refuse "--trainOn=receive: ns3::stardust::DpsgdMixer itself says when updates begin" --mixer=ns3::stardust::DpsgdMixer --trainOn=receive
refuse "--rejoin=ask: ns3::stardust::ChocoMixer does not send models" --mixer=ns3::stardust::ChocoMixer --rejoin=ask "--upTime=ns3::ConstantRandomVariable[Constant=1]" "--downTime=ns3::ConstantRandomVariable[Constant=1]"
refuse "DeltaCodec encodes models for one receiver, which does not go with ns3::stardust::DpsgdMixer" --network=wifi-adhoc --transport=tcp --mixer=ns3::stardust::DpsgdMixer --codec=ns3::stardust::DeltaCodec
refuse "--transport: ns3::stardust::PushSumMixer needs whole messages; expected PartialDelivery=false" --network=wifi-adhoc "--transport=udp[PartialDelivery=true]" --mixer=ns3::stardust::PushSumMixer
refuse "--saveModels=folder/: expected the name of a file" --saveModels=folder/
refuse "expected at least one whole number" --task=mlp:
refuse "/tmp: cannot be read" --deviceSpeed=file:/tmp
refuse "/tmp: cannot be read: Is a directory" --graph=file:/tmp
refuse "--wifiMode=HtMcs3: expected VhtMcs0 to VhtMcs9 for --wifiStandard=80211ac" --network=wifi-adhoc --wifiStandard=80211ac --wifiMode=HtMcs3
refuse "--graph=ring:3: expected ring, without a colon" --graph=ring:3
refuse "--graph=torus: 7 learners make no torus" --graph=torus --learners=7
refuse "--graph=torus:3,3: rows times columns is 9, but there are 8 learners" --graph=torus:3,3 --learners=8
refuse "--graph=torus:8: expected torus or torus:ROWS,COLUMNS" --graph=torus:8 --learners=8
refuse "--graph=hypercube: expected a power of 2 for --learners, not 3" --graph=hypercube --learners=3
refuse "--graph=star:5: " --graph=star:5 --learners=5
refuse "--graph=bipartite: expected 2 learners or more" --graph=bipartite --learners=1
refuse "--graph=erdos-renyi:1.5: " --graph=erdos-renyi:1.5
refuse "--graph=erdos-renyi: expected erdos-renyi:P" --graph=erdos-renyi
refuse "--graph=erdos-renyi:0: disconnected" --graph=erdos-renyi:0
refuse "--graph=small-world:3,0.1: expected an even number" --graph=small-world:3,0.1 --learners=9
refuse "--graph=geometric:far: " --graph=geometric:far
refuse "--graph=scale-free:5: expected fewer links" --graph=scale-free:5 --learners=5
refuse "--directed: only for --graph=ring" --graph=torus --directed --learners=9
refuse "--classes=3: --task=centered-logistic learns 2 classes" --task=centered-logistic --classes=3
refuse "CdsaMixer: sets the steps itself; expected --optimizer" --task=centered-ridge --localSteps=1 --mixer=ns3::stardust::CdsaMixer --optimizer=ns3::stardust::AdamOptimizer
refuse "CdsaMixer: takes one gradient an update; expected --localSteps=1" --task=centered-ridge --mixer=ns3::stardust::CdsaMixer
refuse "TopKCodec leaves coordinates out, and ns3::stardust::FedAvgMixer mixes whole models" --mixer=ns3::stardust::FedAvgMixer --codec=ns3::stardust::TopKCodec
refuse "RandomKCodec leaves coordinates out, and ns3::stardust::BufferedMixer mixes whole models" --mixer=ns3::stardust::BufferedMixer --codec=ns3::stardust::RandomKCodec
refuse "Weights=Uniform keeps the average where all devices have as many neighbours, but device 0 has" --graph=star --mixer=ns3::stardust::GradientTrackingMixer[Weights=Uniform]
refuse "Weights=Uniform keeps the average" --graph=star --mixer=ns3::stardust::ChocoMixer[Weights=Uniform]
accept "20 devices" --graph=ring --mixer=ns3::stardust::DpsgdMixer[Weights=Uniform]
refuse "GradientTrackingMixer: without rounds nothing is tracked" "--mixer=ns3::stardust::GradientTrackingMixer[Barrier=false]"
refuse "leaves parameters out; expected a codec of all" --mixer=ns3::stardust::GradientTrackingMixer --codec=ns3::stardust::TopKCodec
fed=--mixer=ns3::stardust::FedPbcMixer
refuse "--server: --mixer=ns3::stardust::PairwiseAverageMixer has no server" --server=device
refuse "--serverData: --mixer=ns3::stardust::PairwiseAverageMixer has no server" --serverData=none
refuse "--linkProbability: --mixer=ns3::stardust::PairwiseAverageMixer has no server" --linkProbability=0.5
refuse "--server=cloud: expected device or access-point" $fed --server=cloud
refuse "--server=access-point: only for --network=wifi-infrastructure" $fed --server=access-point --network=lte
refuse "--serverData=all: expected auto, share or none" $fed --serverData=all
refuse "--serverData=none: --task=none has no data" $fed --serverData=none --task=none
refuse "Server=7: expected a learner id below --learners=5" $fed[Server=7] --learners=5
refuse "--learners=1: the server gets no samples" $fed --serverData=none --learners=1
refuse "--linkProbability=0.5,x: " $fed --linkProbability=0.5,x
refuse "--linkProbability=0.5,0: " $fed --linkProbability=0.5,0
refuse "2 chances for 4 clients" $fed --linkProbability=0.5,0.5 --learners=5
refuse "--linkProbability=classes:: " $fed --linkProbability=classes:
refuse "--linkProbability=classes:1,2: " $fed --linkProbability=classes:1,2
refuse "expected classes:SIGMA or classes:SIGMA,LEAST" $fed --linkProbability=classes:1,0.1,0.1
refuse "--task=linear has no classes" $fed --linkProbability=classes:1 --task=linear
refuse "has no rounds in which links are on" --mixer=ns3::stardust::FedAsyncMixer --linkProbability=classes:1
refuse "Variation is that of Pattern=Bernoulli" "$fed[Links=ns3::stardust::LinkActivity[Pattern=Markov|Variation=0.1]]"
refuse "rounds of a cycle is on" "$fed[Links=ns3::stardust::LinkActivity[Pattern=Cyclic|Probability=0.001]]"
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
refuse "expected one of" --network=wifi-adhoc --transport=quic
refuse "Connection=Often" --network=wifi-adhoc "--transport=tcp[Connection=Often]"
refuse "sends to all neighbours" --network=wifi-adhoc --transport=broadcast --peers=ns3::stardust::RoundRobinPeerSelector
refuse "nobody acknowledges" --network=wifi-adhoc "--transport=broadcast[MaxRepeats=3]"
refuse "nobody acknowledges" --network=wifi-adhoc "--transport=multicast[MaxRepeats=3]"
refuse "Group=10.1.1.1 of MulticastTransport: expected a link-local" --network=wifi-adhoc "--transport=multicast[Group=10.1.1.1]"
refuse "sends to all neighbours" --network=wifi-adhoc --transport=multicast --peers=ns3::stardust::RoundRobinPeerSelector
for transport in udp broadcast multicast; do
  refuse "must hear which messages have arrived" --network=wifi-adhoc --transport=$transport --codec=ns3::stardust::DeltaCodec
done
refuse "must hear which messages have arrived, which ns3::stardust::DirectTransport" --codec=ns3::stardust::DeltaCodec
refuse "unknown type ns3::Foo" --network=wifi-adhoc --transport=tcp "--codec=ns3::stardust::DeltaCodec[Inner=ns3::Foo]"
refuse "expected ErrorFeedback=false" --network=wifi-adhoc --transport=tcp "--codec=ns3::stardust::DeltaCodec[Inner=ns3::stardust::Int8Codec[ErrorFeedback=true]]"
refuse "needs no feedback of its own" --network=wifi-adhoc --transport=tcp "--codec=ns3::stardust::DeltaCodec[Inner=ns3::stardust::DeltaCodec]"
refuse "PartialDelivery of ns3::stardust::UdpTransport needs a codec whose bytes name" --network=wifi-adhoc "--transport=udp[PartialDelivery=true]" --codec=ns3::stardust::TopKCodec
refuse "TcpTransport has no attribute PartialDelivery" --network=wifi-adhoc "--transport=tcp[PartialDelivery=true]"
refuse "--transport: node 0 has no IPv4 stack" --network=direct --transport=tcp
refuse "Enabled" --network=wifi-adhoc --ns3::stardust::NetworkListener::Enabled=perhaps
refuse "is the loopback" --network=wifi-adhoc --ns3::stardust::UdpTransport::Interface=0
refuse "unknown type a?b" "--mixer=a
b"
refuse "no nodes" --graph=file:zero.graphml
refuse "more than this reader takes" --data=idx:images-huge,labels
refuse "gzip trailer" --data=idx:images-trailer.gz,labels
refuse "is marked as a trace but is none" --trace=marked.db
refuse "--trace=older.db: has an older schema and cannot be brought to version 4" --trace=older.db
refuse "--trace=newer.db: has schema version 99, expected 1 to 4" --trace=newer.db
refuse "parts that cannot all reach" --learners=6 --graph=random-regular:2 --runs=15 --trace=late.db
refuse "--trace=no/such/folder.db" --learners=1 --trace=no/such/folder.db
refuse "--stepSize=5x: expected a number" --stepSize=5x
refuse "--duration=nan: expected a number" --duration=nan
refuse "--nonsense: unknown option; expected one of --network" --nonsense=1
refuse "word: stray word" word
refuse "--learners: needs a value" --learners
refuse "--network=wimax: unknown network; expected direct, wifi-adhoc" --network=wimax
refuse "--task=mlp: hidden units=0: '0': expected a whole number" --task=mlp:0
refuse "--task=lenet:5: unknown task" --task=lenet:5
refuse "--classes=3: --task=logistic learns 2 classes" --task=logistic --classes=3
refuse "--kernel=mmx: expected what this machine has: auto, baseline" --kernel=mmx
refuse "learns images, but the samples have no image shape" --task=lenet --data=synthetic
refuse "are too small for 2 convolutions" --task=lenet --data=idx:images,labels --learners=3
refuse "--l2=-1: expected a number" --l2=-1
refuse "--kernel: only for --task=linear" --task=none --kernel=baseline
refuse "--task=mlp-regression: hidden units=x" --task=mlp-regression:x
refuse "would make an update in 3" --deviceSpeed=1e15
refuse "UpdateTime: device 0 would make an update in 0 s" "--ns3::stardust::GossipLearner::UpdateTime=ns3::ConstantRandomVariable[Constant=0]"
refuse "is the trace's file" --trace=late.db --saveModels=./late.db
refuse "exists and is no .npy file" --saveModels=notes.db
refuse "40 classes in 40 samples; numbers are learned by" --data=csv:targets.csv --task=mlp
refuse "--task=chess: unknown task; expected none, linear" --task=chess
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
refuse "--channel: only for --network=direct" --network=wifi-adhoc --channel=sinr
refuse "--channel=fog: unknown type fog" --channel=fog
refuse "Bandwidth=0" '--channel=sinr[Bandwidth=0]'
refuse "no attribute Colour" '--channel=sinr[Colour=3]'
refuse "is no ns3::stardust::DirectChannel" --channel=ns3::stardust::SgdOptimizer
accept "20 devices" --task=none --channel=sinr --area=5000
refuse "expected UnificationPeriod above 0" '--mixer=ns3::stardust::DracoMixer[ReceptionLimit=2|UnificationPeriod=0s]'
refuse "does not keep the hub's model as it is" --mixer=ns3::stardust::DracoMixer --codec=ns3::stardust::Int8Codec
refuse "expected Window above 0" '--mixer=ns3::stardust::DracoMixer[Weights=Window]'
refuse "says itself who gets what" --mixer=ns3::stardust::DracoMixer --peers=ns3::stardust::RoundRobinPeerSelector
refuse "--wifiStandard=80211z: unknown standard" --network=wifi-adhoc --wifiStandard=80211z
refuse "--wifiRate=fast: unknown rate control" --network=wifi-adhoc --wifiRate=fast
refuse "--wifiMode: only for --wifiRate=constant" --network=wifi-adhoc --wifiRate=ideal --wifiMode=HtMcs1
refuse "--wifiMode=VhtMcs9: does not exist at 20 MHz" --network=wifi-adhoc --wifiStandard=80211ac --wifiMode=VhtMcs9
refuse "--wifiWidth=80: only for" --network=wifi-adhoc --wifiWidth=80
refuse "--wifiWidth=30: expected 20, 40 or 80" --network=wifi-adhoc --wifiWidth=30
refuse "--wifiChannel=ether: unknown channel model" --network=wifi-adhoc --wifiChannel=ether
refuse "--loss=range:far" --network=wifi-adhoc --loss=range:far
refuse "--loss=none: unknown loss" --network=wifi-adhoc --loss=none
refuse "--routing=ospf: unknown routing protocol" --network=wifi-adhoc --routing=ospf
refuse "--routing: only for --network=wifi-adhoc" --network=wifi-infrastructure --routing=olsr
refuse "--cells=0" --network=wifi-infrastructure --cells=0
refuse "2500 stations in a cell, an access point serves 2007" --task=none --network=wifi-infrastructure --learners=2500
refuse "--enbs: only for --network=lte" --network=wired --enbs=2
lte=(--task=none --network=lte --learners=2)
run_program "${lte[@]}"
if grep -q "has no module lte" err; then
  refuse "--network=lte: this ns-3 has no module lte; expected another" "${lte[@]}"
else
  refuse "which serves 320 (SRS periodicity 320 ms); expected more eNBs" --task=none --network=lte --learners=400
  refuse "absent.fad: cannot be opened: No such file" "${lte[@]}" --lteFading=absent.fad
  refuse "few.fad:24: ends a fading trace of 24 resource blocks" "${lte[@]}" --lteFading=few.fad --trace=late.db
  refuse "word.fad:7: sample 3 is 'deep', expected a gain in dB" "${lte[@]}" --lteFading=word.fad
  refuse "ragged.fad:7: 4 samples, expected 5" "${lte[@]}" --lteFading=ragged.fad
  refuse "good.fad.gz:1: not plain text" "${lte[@]}" --lteFading=good.fad.gz
  refuse "ends a fading trace of 25 resource blocks with 5 samples; expected 50 lines" "${lte[@]}" --lteFading=good.fad --ns3::LteEnbNetDevice::DlBandwidth=50
  refuse "--ltePathloss=ns3::Walls: unknown type ns3::Walls" "${lte[@]}" --ltePathloss=ns3::Walls
  for model in HybridBuildings Matrix ThreeGppV2vUrban; do
    refuse "can be created and used here" "${lte[@]}" "--ltePathloss=ns3::${model}PropagationLossModel"
  done
  accept "20 devices" --task=none --network=lte --ltePathloss=ns3::FixedRssLossModel[Rss=-150]
  grep -q "^warning: devices 0, 1, .* and 10 more: out of reach of the eNB" err || { echo "FAIL: no warning of UEs out of reach"; failed=1; }
  refuse "no path loss between device 0 and eNB 0" "${lte[@]}" --ltePathloss=ns3::OkumuraHataPropagationLossModel --trace=late.db
  refuse "would be without effect" "${lte[@]}" --lteFading=good.fad --ltePathloss=ns3::FriisSpectrumPropagationLossModel
  refuse "--lteHandover=always: unknown type always" "${lte[@]}" --lteHandover=always
  refuse "more than 100 eNBs with handover" "${lte[@]}" --lteHandover=ns3::A3RsrpHandoverAlgorithm --enbs=101
  refuse "--enbHeight=-1: expected a number" "${lte[@]}" --enbHeight=-1
  refuse "--lteFading: only for --network=lte" --network=wired --lteFading=good.fad
  refuse "--transport: node 0: the device of interface 1 has no broadcast" "${lte[@]}" --transport=broadcast
  accept "2 devices" --task=none --network=lte --learners=2 --duration=5
  accept "2 devices" "${lte[@]}" --lteFading=good.fad --ltePathloss=ns3::OkumuraHataPropagationLossModel --enbHeight=30 --ueHeight=1.5 --lteHandover="ns3::A3RsrpHandoverAlgorithm[Hysteresis=2]" --enbs=2
fi
refuse "a broadcast reaches the other end of one cable only" --task=none --network=wired --learners=3 --transport=broadcast
refuse "slow.graphml:3: edge delay 5min: expected a duration" --network=wired --learners=2 --topology=file:slow.graphml
refuse "fast.graphml:3: edge rate fast: expected a data rate" --task=none --network=wired --graph=file:fast.graphml --learners=2
refuse "--delayKey=lag: no edge of the network's GraphML file says it" --network=wired --learners=2 --topology=file:cables.graphml --delayKey=lag
refuse "--rateKey=speed: no edge of" --network=wired --rateKey=speed
refuse "--wiredKind=fibre: unknown kind" --network=wired --wiredKind=fibre
refuse "--linkRate=fast: expected a data rate such as 10Mbps" --network=wired --linkRate=fast
nested=ns3::stardust::Int8Codec
for _ in 1 2 3; do nested="ns3::stardust::DeltaCodec[Inner=$nested]"; done
refuse "--codec: Inner of DeltaCodec: expected a codec that needs no feedback of its own" "--codec=$nested"
for _ in {1..20}; do nested="ns3::stardust::DeltaCodec[Inner=$nested]"; done
refuse "--codec=ns3::stardust::DeltaCodec: brackets nest deeper than 16 levels" "--codec=$nested"
refuse "--linkRate=1 Mbps: expected a data rate such as 10Mbps" --network=wired "--linkRate=1 Mbps"
refuse "--linkRate=1.2.3Mbps: expected a data rate such as 10Mbps" --network=wired --linkRate=1.2.3Mbps
refuse "--linkDelay=5min: expected a duration" --network=wired --linkDelay=5min
refuse "--topology=ring: expected file:PATH" --network=wired --topology=ring
refuse "nowhere.graphml: cannot be opened" --network=wired --topology=file:nowhere.graphml
refuse "more than 100000 cables" --task=none --network=wired --learners=1000
refuse "--partition: only for --task=linear, nonlinear, logistic, softmax, mlp, mlp-regression, lenet, centered-ridge or centered-logistic, not for --task=none" --task=none --partition=iid
refuse "--classes: only for --task=logistic, softmax, mlp, lenet or centered-logistic, not for --task=linear" --task=linear --classes=3
refuse "--hidden: only for --task=nonlinear" --task=linear --hidden=3
refuse "--partition=shards:2" --task=linear --partition=shards:2
refuse "--task=linear: learns numbers, but --data=idx:images,labels holds classes" --task=linear --data=idx:images,labels --learners=3 --partition=iid
refuse "--partition=natural" --partition=natural
refuse "--partition=classes:11: expected a whole number from 1 to 10" --partition=classes:11
refuse "have 10 classes, too many for 4 learners" --learners=4 --partition=classes:2
refuse "--partition=quantity:0: expected a number" --partition=quantity:0
refuse "--partition=feature:x: expected a number" --partition=feature:x
refuse "--partition=quantity: unknown partition" --partition=quantity
refuse "1600 training samples are too few for 20 learners, expected at least 1620" --minSamples=81
refuse "--minSamples=0: expected a whole number" --minSamples=0
refuse "training samples, expected at least --minSamples=78" --task=linear --minSamples=78
refuse "--partitionSeed=0: expected a whole number from 1 to 4294944442" --partitionSeed=0
refuse "--partitionSeed=x: expected a whole number" --partitionSeed=x
refuse "--partitionSeed: only for --task=linear" --task=none --partitionSeed=1
refuse "--difficulty=11: expected a number from 0 to 10" --data=digits --difficulty=11
refuse "--difficulty: only for --data=digits, not for --data=synthetic" --difficulty=1
refuse "--features: only for --data=synthetic or libsvm, not for --data=digits" --data=digits --features=3
refuse "--separation=-1: expected a number" --separation=-1
refuse "--separation: only for --task=logistic" --task=linear --separation=1
refuse "--labelNoise=1.5: expected a number from 0 to 1" --labelNoise=1.5
refuse "--data=digits holds classes" --data=digits --task=linear
refuse "--trackedSources=0: expected a whole number" --trackedSources=0
refuse "--trackedSources=21: expected a whole number from 1 to 20" --trackedSources=21
refuse "--source=20: expected a whole number from 0 to 19" --source=20
refuse "--evaluateAt=1,x: 'x': expected a number from 0 to 3" --evaluateAt=1,x
refuse "--evaluateAt=1,4: '4': expected a number from 0 to 3" --evaluateAt=1,4
refuse "--evaluateAt=1,: '': expected a number" --evaluateAt=1,
refuse "--evaluateDevices=21: more than --learners=20" --evaluateDevices=21
refuse "--evaluateDevices=-1: expected a whole number" --evaluateDevices=-1
refuse "--evaluateEveryVersions=x: expected a whole number" --evaluateEveryVersions=x
refuse "--evaluateAt: only for --task=" --task=none --evaluateAt=1
refuse "--perClass: needs --trace" --perClass
refuse "--perLayer: needs --trace" --perLayer
refuse "--perClass: only for --task=logistic" --task=linear --perClass --trace=late.db
refuse "--stopAccuracy: only for --task=logistic" --task=linear --stopAccuracy=0.5
refuse "--stopAccuracy=1.5: expected a number from -1 to 1" --stopAccuracy=1.5
refuse "--stopAccuracy=-0.5: expected 0 or more, or -1" --stopAccuracy=-0.5
refuse "--stopLoss: only for --task=" --task=none --stopLoss=1
refuse "--evaluateEvery=0: a target is looked at" --evaluateEvery=0 --stopStaleness=3
refuse "--saveModels: only for --task=" --task=none --saveModels=m.npy
refuse "--saveModels=no/such/m.npy: cannot be written: No such file" --saveModels=no/such/m.npy --trace=late.db
refuse "--saveModels=.: is no ordinary file" --saveModels=.
refuse "--saveModels=m.npy: expected %t" --saveModels=m.npy --saveEvery=1 --trace=late.db
refuse "--saveModels=m-%t.npy: expected %r" --saveModels=m-%t.npy --runs=2
refuse "--saveModels=m-%d.npy: expected %t" --saveModels=m-%d.npy
refuse "--saveModels=%r/m.npy: %r in a folder's name" --saveModels=%r/m.npy
refuse "--saveLearners=0,20: '20': expected a whole number from 0 to 19" --saveModels=m.npy --saveLearners=0,20
refuse "--saveLearners=1,1: expected all, or different ids" --saveModels=m.npy --saveLearners=1,1
refuse "--saveLearners: needs --saveModels" --saveLearners=1
refuse "--saveEvery: needs --saveModels" --saveEvery=1
refuse "--saveToTrace: needs --trace" --saveToTrace
refuse "--flowMonitor: needs --trace" --flowMonitor --network=wired
refuse "--flowMonitor: the direct network" --flowMonitor --trace=flows.db
refuse "absent.npy: cannot be opened: No such file" --initialModel=absent.npy --trace=late.db
refuse "labels: is no .npy file" --initialModel=labels
refuse "--initialModel=four.npy: models of 4 parameters, but the task's model has 650" --initialModel=four.npy --trace=late.db
refuse "--initialModel=rows.npy: 2 rows for 20 devices (--learners)" --task=linear --features=2 --initialModel=rows.npy
refuse "--initialisation=independent: nothing is drawn" --initialisation=independent --initialModel=four.npy
refuse "--initialisation=own: unknown initialisation; expected common, independent" --initialisation=own
refuse "heavy.graphml:3: edge weight -1" --graph=file:heavy.graphml
refuse "needs a network with broadcast" "--peers=ns3::stardust::OpportunisticPeerSelector[Coordination=Pilot]"
refuse "A=0: not a value" "--peers=ns3::stardust::TokenAccountPeerSelector[A=0]"
refuse "Period=0s: not a value" "--peers=ns3::stardust::TokenAccountPeerSelector[Period=0s]"
refuse "DpsgdMixer says itself who gets what" --peers=ns3::stardust::TokenAccountPeerSelector --mixer=ns3::stardust::DpsgdMixer
refuse "BroadcastTransport sends to all neighbours" --network=wifi-adhoc --transport=broadcast --peers=ns3::stardust::TokenAccountPeerSelector
refuse "--partition=fair: unknown partition; expected iid" --partition=fair
refuse "--mixer=ns3::Nothing: unknown type ns3::Nothing (a type of your own must be registered: NS_OBJECT_ENSURE_REGISTERED); expected one of" --mixer=ns3::Nothing
refuse "--mixer=PairwiseAverageMixer: unknown type PairwiseAverageMixer (did you mean ns3::stardust::PairwiseAverageMixer?); expected" --mixer=PairwiseAverageMixer
refuse "attributes are separated by |, not by a comma" --mixer=ns3::stardust::TrimmedMeanMixer[Faulty=2,BufferSize=3]
refuse "--transport=upd: unknown type upd (did you mean udp?); expected one of broadcast, multicast, tcp, udp, ns3::" --transport=upd
refuse "--learner: unknown option; did you mean --learners? expected one of --network" --learner=3
refuse "no attribute Wait" '--mixer=ns3::stardust::PairwiseAverageMixer[Wait=1]'
refuse "Weight=5x" '--mixer=ns3::stardust::PairwiseAverageMixer[Weight=5x]'
refuse "Weight=0" '--mixer=ns3::stardust::StardustMixer[Weight=0]'
refuse "MomentumKept below 1 needs" '--mixer=ns3::stardust::StardustMixer[MomentumKept=0]'
refuse "expected AdaptStep=false" --mixer=ns3::stardust::StardustMixer --codec=ns3::stardust::TopKCodec
refuse "expected --optimizer=ns3::stardust::ScaledOptimizer" --mixer=ns3::stardust::SavicMixer
refuse "expected --rejoin=keep or reset" --mixer=ns3::stardust::SavicMixer \
    --optimizer=ns3::stardust::ScaledOptimizer --rejoin=ask "--upTime=ns3::ConstantRandomVariable[Constant=1]" "--downTime=ns3::ConstantRandomVariable[Constant=1]"
refuse "is no ns3::stardust::ModelMixer" --mixer=ns3::stardust::SgdOptimizer
refuse "is no ns3::stardust::ModelCodec" --codec=ns3::stardust::PairwiseAverageMixer
refuse "ns3::stardust::SparseCodec" --codec=ns3::stardust::SparseCodec
refuse "BlockSize=0" '--codec=ns3::stardust::Int8Codec[BlockSize=0]'
refuse "Levels=40000" '--codec=ns3::stardust::QsgdCodec[Levels=40000]'
refuse "Fraction=1.5" '--codec=ns3::stardust::TopKCodec[Fraction=1.5]'
refuse "not Levels=7 with BucketSize=512" '--codec=ns3::stardust::QsgdCodec[Levels=7|ErrorFeedback=true]'
refuse "--testFraction=1" --testFraction=1
refuse "--warmUp=3: expected less than" --warmUp=3
refuse "--RngRun=abc" --RngRun=abc
refuse "--wifiMode=HtMcs9" --network=wifi-adhoc --wifiMode=HtMcs9
refuse "--trace=no/such/folder.db" --trace=no/such/folder.db
refuse "--trace=/proc/trace.db" --trace=/proc/trace.db
refuse "--trace=notes.db: exists and is no stardust trace" --trace=notes.db
refuse "--trace=other.db: exists and is no stardust trace" --trace=other.db
refuse "ragged.csv:7: columns: 4, expected 3 as in line 1" --data=csv:ragged.csv
refuse "word.csv:7: column 'x' (1): 'six', expected a finite number of 32 bits (columns of text: --labelColumn" --data=csv:word.csv
refuse "nan.csv:7: column 'x' (1): 'nan', expected a finite number" --data=csv:nan.csv
refuse "blank.csv:7: column 'x' (1): blank, expected a finite number" --data=csv:blank.csv
refuse "quote.csv:7: column 3: a quote is never closed" --data=csv:quote.csv
refuse "kinds.csv:2: column 'kind' (3): 'odd', expected a finite number" --data=csv:kinds.csv --task=linear
refuse "kinds.csv:1: no column 'colour' for the label, expected one of 'x', 'y', 'kind'" --data=csv:kinds.csv --labelColumn=colour
refuse "kinds.csv:1: no column 4 for the label" --data=csv:kinds.csv --labelColumn=4
refuse "kinds.csv:1: no column 'site' for the group" --data=csv:kinds.csv --groupColumn=site
refuse "kinds.csv:1: column 1: 'x', expected a finite number" --data=csv:kinds.csv --csvHeader=no
refuse "neither.csv:8: column 'kind' (3): 'neither': unknown label, expected a class of the training data: 'even', 'odd'" --data=csv:kinds.csv --testData=csv:neither.csv
refuse "kinds.csv:1: column 'kind' (3): expected 'target' as in the training data" --task=linear --data=csv:targets.csv --testData=csv:kinds.csv --labelColumn=y
refuse "sites.csv:1: 3 features, expected 2" --data=csv:kinds.csv --testData=csv:sites.csv
refuse "kinds-cut.csv.gz: is cut short" --data=csv:kinds-cut.csv.gz
refuse "empty: no sample" --data=csv:empty
refuse "--data=csv: unknown data" --data=csv
refuse "--data=csv:: a path is missing" --data=csv:
refuse "--data=table:kinds.csv: unknown data; expected synthetic, digits, csv:PATH" --data=table:kinds.csv
refuse "--data=idx:images,labels,more: expected idx:IMAGES,LABELS, two paths that hold no comma" --data=idx:images,labels,more
refuse "zero.svm:7:3: '0:7': index 0, expected indices from 1" --data=libsvm:zero.svm
refuse "twice.svm:7:7: '1:0': index 1 behind 1, expected ascending indices" --data=libsvm:twice.svm
refuse "wide.svm:7:7: '5:0': expected at most 3 features as in the training data" --data=libsvm:signs.svm --testData=libsvm:wide.svm
refuse "wide.svm:7:7: '5:0': expected at most 4 features as asked for" --data=libsvm:wide.svm --features=4
refuse "huge.svm:7:7: '4000000000:0': with 4000000000 features 7 samples would be a dense matrix" --data=libsvm:huge.svm
refuse "batch-cut.bin: 5000 bytes, expected records of 3073" --data=cifar:batch.bin,batch-cut.bin
refuse "--task=linear: learns numbers, but --data=cifar:batch.bin holds classes" --task=linear --data=cifar:batch.bin
refuse "--labelColumn: only for --data=csv, not for --data=idx" --data=idx:images,labels --labelColumn=1
refuse "--groupColumn: only for --data=csv, not for --data=synthetic" --groupColumn=1
refuse "--csvHeader: only for --data=csv" --data=libsvm:signs.svm --csvHeader=yes
refuse "--csvHeader=maybe: unknown csvHeader; expected auto, yes, no" --data=csv:kinds.csv --csvHeader=maybe
refuse "--testData: only for --data=csv" --testData=csv:kinds.csv
refuse "--testData=libsvm:signs.svm: expected csv:..., as --data" --data=csv:kinds.csv --testData=libsvm:signs.svm
refuse "--testFraction: nothing is held out" --data=csv:kinds.csv --testData=csv:kinds.csv --testFraction=0.2
refuse "--features: only for --data=synthetic" --data=csv:kinds.csv --features=2
refuse "--classes: only for --data=synthetic" --data=csv:kinds.csv --classes=2
refuse "--samplesPerLearner: only for --data=synthetic" --data=csv:kinds.csv --samplesPerLearner=2
refuse "--noise: only for --data=synthetic" --data=csv:targets.csv --task=linear --noise=2
refuse "--standardize=all: --task=softmax has no targets" --data=csv:kinds.csv --standardize=all
refuse "--standardize=some: unknown standardize; expected none, features, all" --standardize=some
refuse "--standardize: only for --task=linear" --task=none --standardize=features
refuse "no training sample belongs to device 4" --data=csv:sites.csv --groupColumn=site --learners=5 --testData=csv:sites.csv
refuse "--source=4: expected a whole number from 0 to 3" --data=csv:places.csv --groupColumn=site --task=linear --source=4
refuse "--localSteps and --localEpochs: both say how much" --localSteps=4 --localEpochs=1
refuse "--localEpochs=1001: expected a whole number from 0 to 1000" --localEpochs=1001
refuse "--localEpochs: only for --task=linear" --task=none --localEpochs=1
refuse "--trainOn=send: unknown trainOn; expected clock, receive" --trainOn=send
refuse "--trainOn=receive: ns3::stardust::OpportunisticPeerSelector sends after updates" --trainOn=receive --peers=ns3::stardust::OpportunisticPeerSelector
refuse "--updateRate and --deviceSpeed: both say how long" --updateRate=1 --deviceSpeed=1e9
refuse "--deviceSpeed: only for --task=linear" --task=none --deviceSpeed=1e9
refuse "--deviceSpeed=fast: expected a number" --deviceSpeed=fast
refuse "--deviceSpeed=0: expected a number" --deviceSpeed=0
refuse "unknown type ns3::Nothing" --deviceSpeed=ns3::Nothing
refuse "expected a finite number above 0" --deviceSpeed=ns3::NormalRandomVariable[Mean=0] --runs=3 --trace=late.db
refuse "absent: cannot be opened: No such file" --deviceSpeed=file:absent
refuse "speeds-zero:3: speed 0: expected a number" --deviceSpeed=file:speeds-zero --learners=2
refuse "speeds-two: 2 speeds for 3 devices (--learners)" --deviceSpeed=file:speeds-two --learners=3
refuse "speeds-two:2: more speeds than --learners=1" --deviceSpeed=file:speeds-two --learners=1
refuse "--threads=257: expected a whole number from 0 to 256" --threads=257
refuse "--threads=-1: expected a whole number" --threads=-1
# A mistake found late must not leave a trace that was made early.
refuse "--mixer=Nothing" --mixer=Nothing --trace=late.db
refuse "absent: cannot be opened" --data=idx:absent,labels --trace=late.db

printf 'device,time,state\n0,1,down\n1,0.5,down\n' >late.csv
printf '20,1,down\n' >unknown.csv
printf '0,1,off\n' >state.csv
printf 'device,time,state\n0,1,down\n0,2,up\n' >churn.csv
printf 'time,sender,receiver,state\n1,0,1,down\n' >links.csv
printf 'device,time,state\n0,1,up\n1,2,down\n1,3,down\n' >idle.csv
printf 'time,sender,receiver,state\n1,0,5,down\n' >stranger.csv
refuse "--upTime: without --downTime" --upTime=ns3::ConstantRandomVariable[Constant=1]
refuse "--downTime: without --upTime" --downTime=ns3::ConstantRandomVariable[Constant=1]
refuse "--upTime" --upTime=5 --downTime=5
refuse "--upTime=ns3::ConstantRandomVariable[Constant=0]: expected times above 0 s" --upTime=ns3::ConstantRandomVariable[Constant=0] --downTime=ns3::ConstantRandomVariable[Constant=1]
refuse "--routing=aodv carries no multicast" --network=wifi-adhoc --routing=aodv --transport=multicast
refuse "--initialUp" --initialUp=0.5
refuse "--rejoin=forget: unknown rejoin; expected keep, reset, ask" --rejoin=forget --churnFile=churn.csv
refuse "--rejoin=ask: no device goes down" --rejoin=ask
refuse "absent.csv: cannot be opened" --churnFile=absent.csv
refuse "late.csv:3: time 0.5 is before 1" --churnFile=late.csv
refuse "unknown.csv:1: device '20'" --churnFile=unknown.csv --trace=none.db
refuse "state.csv:1: state 'off': expected up or down" --churnFile=state.csv
refuse "churn.csv:1: 3 cells; expected time,sender,receiver,state" --linkFile=churn.csv
accept "20 devices" --churnFile=churn.csv --linkFile=links.csv --rejoin=ask
grep -q "^warning" err && { echo "FAIL: a warning of changes that change something"; failed=1; }
accept "20 devices" --churnFile=idle.csv --linkFile=stranger.csv --graph=ring
grep -qF "warning: --churnFile=idle.csv: 2 of 3 changes change nothing, the first: device 0 up at 1 s" err || { echo "FAIL: no warning of idle changes"; failed=1; }
grep -qF "warning: --linkFile=stranger.csv: 1 of 1 changes change nothing, the first: the link from 0 to 5 down at 1 s" err || { echo "FAIL: no warning of idle links"; failed=1; }

# Movement, graphs that follow it, and access points that fail.
printf '$node_(0) set X_ 1\n$node_(0) set Y_ 1\n$ns_ at 2 "$node_(0) setdest 3 4 5"\n' >moves.tcl
{ cat moves.tcl; echo '$ns_ at 1 "$node_(0) setdest 3 4 5"'; } >back.tcl
echo '$node_(20) set X_ 1' >stranger.tcl
echo 'move 3 to 4' >prose.tcl
printf 'station,time,state\n0,0.5,down\n0,2,up\n' >stations.csv
printf '1,0.5,down\n' >station-unknown.csv
printf '0,0.5,down\n0,0.2,up\n' >station-late.csv
adhoc='--task=none --network=wifi-adhoc'
# shellcheck disable=SC2086
{
refuse "--mobility: only for --network=wifi-adhoc, wifi-infrastructure or lte, not for --network=direct" --mobility=ns3::RandomWalk2dMobilityModel
refuse "--mobility: only for" --network=wired --mobility=ns2:moves.tcl
refuse "--mobility=ns3::Foo: unknown type ns3::Foo (a type of your own" $adhoc --mobility=ns3::Foo --trace=late.db
refuse "--mobility=ns3::Foo: unknown type" --network=lte --mobility=ns3::Foo
refuse "is no ns3::MobilityModel" $adhoc --mobility=ns3::UniformRandomVariable
refuse "set by a script" $adhoc --mobility=ns3::WaypointMobilityModel
refuse "Speed: expected speeds above 0" $adhoc "--mobility=ns3::RandomWaypointMobilityModel[Speed=ns3::ConstantRandomVariable[Constant=0]]"
refuse "Velocity=fast" $adhoc "--mobility=ns3::ConstantVelocityMobilityModel[Velocity=fast]"
refuse "Bounds=0|1|0|1x: not a value of" $adhoc "--ns3::RandomWalk2dMobilityModel::Bounds=0|1|0|1x" --trace=late.db
refuse "out of Bounds=" $adhoc --mobility=ns3::RandomWalk2dMobilityModel "--ns3::RandomWalk2dMobilityModel::Bounds=0|1|0|1" --trace=late.db
refuse "absent.tcl: cannot be opened" $adhoc --mobility=ns2:absent.tcl
refuse "back.tcl:4: time 1 is before 2" $adhoc --mobility=ns2:back.tcl --trace=late.db
refuse "stranger.tcl:1: device '20'" $adhoc --mobility=ns2:stranger.tcl
refuse "prose.tcl:1: 'move 3 to 4': expected" $adhoc --mobility=ns2:prose.tcl
refuse "empty: names no device" $adhoc --mobility=ns2:empty
refuse "--graph=range:60: devices have no places with --network=direct" --graph=range:60
refuse "--graph=range:far: expected a number" $adhoc --graph=range:far
refuse "--graph=range:0: expected a number" $adhoc --graph=range:0
refuse "--graph=complete: the same graph each time (--graphEvery); those that change are random-regular:K" $adhoc --graphEvery=2
refuse "--graph=file:two.graphml: the same graph each time" --graph=file:two.graphml --learners=2 --graphEvery=2
refuse "--graphEvery=0: expected a number" --graph=matching --graphEvery=0
refuse "matching, without a colon" --graph=matching:3
refuse "--directed: only for" --graph=matching --directed
refuse "--graph=small-world:3,0.1: expected an even number" --graph=small-world:3,0.1 --graphEvery=1
refuse "--spectralGap: that of one graph, but --graph=one-peer changes" --graph=one-peer --spectralGap
refuse "--graph=matching says which links hold" --graph=matching --linkFile=two-links.csv --learners=2
refuse "ns3::stardust::ChocoMixer: keeps one sum" --graph=one-peer --mixer=ns3::stardust::ChocoMixer --learners=4
refuse "ns3::stardust::AdaGossipMixer: keeps one sum" --mixer=ns3::stardust::AdaGossipMixer --learners=2 --linkFile=two-links.csv
refuse "ns3::stardust::DpsgdMixer: the average is kept if the weights" --mixer=ns3::stardust::DpsgdMixer --learners=3 --graph=ring --linkFile=one-link.csv
refuse "ns3::stardust::MetropolisMixer: the average is kept if the weights" --mixer=ns3::stardust::MetropolisMixer --graph=file:funnel.txt --directed
refuse "ns3::stardust::ExchangeMixer: needs links that hold both ways, but there is one from 0 to 1 and none back" --mixer=ns3::stardust::ExchangeMixer --graph=ring --directed --learners=3
accept "3 devices" --task=none --mixer=ns3::stardust::PushSumMixer --graph=file:funnel.txt --directed --trace=funnel.db
accept "4 devices" --task=none --graph=matching --learners=4 --graphEvery=0.5 --trace=matching.db
refuse "links-words.txt:2: 1 word; expected a link, u v or u v weight" --graph=file:links-words.txt
refuse "links-device.txt:3: device 'two': expected a whole number" --graph=file:links-device.txt
refuse "links-weight.txt:1: weight '-1': expected a number" --graph=file:links-weight.txt
refuse "funnel.txt:3: device '2': expected a whole number from 0 to 1" --graph=file:funnel.txt --learners=2
refuse "links-none.txt: no links; expected lines of two devices" --graph=file:links-none.txt
refuse "--graphEvery=0: expected a number" $adhoc --graph=range:60 --graphEvery=0
refuse "says which links hold" $adhoc --graph=range:60 --linkFile=links.csv
refuse "--stationFile: only for --network=wifi-infrastructure, not for --network=lte" --network=lte --stationFile=stations.csv
refuse "station-unknown.csv:1: station '1'" --network=wifi-infrastructure --stationFile=station-unknown.csv
refuse "station-late.csv:2: time 0.2 is before 0.5" --network=wifi-infrastructure --stationFile=station-late.csv
accept "20 devices" $adhoc --mobility=ns2:moves.tcl --graph=range:20 --graphEvery=0.5
grep -q "^warning: devices 1, 2, .* and 9 more: not in moves.tcl" err || { echo "FAIL: who is not in a movement trace"; failed=1; }
accept "20 devices" --task=none --network=wifi-infrastructure --stationFile=stations.csv --mobility=ns3::RandomWaypointMobilityModel
}
grep -qF "ideal channel" out && { echo "FAIL: no theory for devices that go down"; failed=1; }
refuse "--battery=-1" --battery=-1 --trace=none.db
refuse "--battery=5x" --battery=5x
refuse "--battery=1e20: expected a number from 0 to 100000000" --battery=1e20
refuse "--computePower: nobody measures it; expected --energy or --battery" --computePower=2
refuse "--computePower=-2" --energy --computePower=-2
refuse "--usage=maybe: unknown usage; expected auto, on, off" --usage=maybe
refuse "--usage=off: --energy and --battery measure it" --usage=off --battery=5 --trace=none.db
accept "20 of 20 batteries are empty" --battery=5
grep -qF "ideal channel" out && { echo "FAIL: no theory for devices whose batteries end"; failed=1; }
accept "J computing" --energy --computePower=2
accept "20 devices" --task=none --network=wifi-adhoc --upTime=ns3::ExponentialRandomVariable[Mean=1] --downTime=ns3::ExponentialRandomVariable[Mean=1] --initialUp=0.5
accept "20 devices" --task=none --gossipScaling=linear --trackedSources=5 --source=7
accept "20 devices" --task=none --network=wifi-adhoc
accept "20 devices" --task=none --network=wifi-adhoc --area=100000
grep -q "^warning: devices 0, 1, .* and 10 more: hear no other device$" err || { echo "FAIL: no warning of deaf devices"; failed=1; }
accept "20 devices" --task=none --network=wifi-infrastructure --area=100000
grep -q "^warning: devices .*: not associated with an access point" err || { echo "FAIL: no warning of stations"; failed=1; }
accept "20 devices" --task=none --network=wifi-infrastructure --cells=3
accept "20 devices" --task=none --network=wired
accept "20 devices" --task=none --network=wired --wiredKind=csma
accept "2 devices" --task=none --network=wired --learners=2 --topology=file:cables.graphml
accept "5 devices" --task=none --network=wifi-adhoc --learners=5 --transport=tcp
accept "5 devices" --task=none --network=wifi-adhoc --learners=5 --transport=broadcast
accept "1 devices" --task=none --network=wifi-adhoc --learners=1 "--peers=ns3::stardust::OpportunisticPeerSelector[Coordination=Pilot]"
accept "0 delivered" --task=none --delay=ns3::ConstantRandomVariable[Constant=1e10]
accept "3 devices" --task=none --network=wifi-adhoc --graph=file:isolated.graphml --allowDisconnected --trace=pilots.db "--peers=ns3::stardust::OpportunisticPeerSelector[Coordination=Pilot]"
answer=$(sqlite3 pilots.db "SELECT count(*) FROM model_message WHERE sender_id = 2 OR receiver_id = 2")
[ "$answer" = 0 ] || { echo "FAIL: the isolated device has messages: $answer"; failed=1; }
accept "20 devices" --task=none --ns3::stardust::GossipLearner::StartPhase=ns3::ConstantRandomVariable[Constant=1] "--ns3::stardust::GossipLearner::GossipInterval=ns3::ExponentialRandomVariable[Mean=0.5]"
grep -qF "1.77 on an ideal channel" out || { echo "FAIL: a default of a part must hold"; failed=1; }
accept "loss" --task=nonlinear --heterogeneity=0.5 --features=5 --hidden=4
accept "test samples" --data=digits --samplesPerLearner=10 --partition=classes:3 --minSamples=3 --labelNoise=0.1
accept "loss" --task=linear --partition=quantity:0.5 --minSamples=10
accept "run 2" --learners=5 --partition=feature:0.1 --partitionSeed=3 --runs=2 --trace=skew.db
answer=$(sqlite3 skew.db "SELECT count(DISTINCT samples) || ' ' || min(partition) || ' ' || min(partition_seed) FROM (SELECT learner.run_id, group_concat(samples) AS samples, partition, partition_seed FROM learner JOIN run ON run.run_id = learner.run_id GROUP BY learner.run_id)")
[ "$answer" = "1 feature:0.1 3" ] || { echo "FAIL: the partition of two runs: $answer"; failed=1; }
accept "oracle" --task=none --peers=ns3::stardust::OpportunisticPeerSelector
accept "0 sent" --task=none --learners=1 --peers=ns3::stardust::TokenAccountPeerSelector
accept "sent" --task=none --learners=2 "--peers=ns3::stardust::TokenAccountPeerSelector[Capacity=0|A=50]"
accept "1 devices" --learners=1 --gossipScaling=log
accept "1 devices" --learners=1
accept "0 sent" --learners=1
grep -q "one learner: it learns alone and sends nothing" err || { echo "FAIL: n=1 must warn"; failed=1; }
accept "accuracy" --task=logistic --kernel=baseline --l2=0.01
accept "root mean square" --task=mlp-regression:8 --noise=0
accept "accuracy" --task=mlp:8,4 --partition=classes:2
accept "accuracy" --task=lenet --learners=2 --localSteps=1
accept "2 devices" --learners=2
accept "accuracy" '--codec=ns3::stardust::QsgdCodec[Levels=23|ErrorFeedback=true]'
accept "accuracy" '--codec=ns3::stardust::TopKCodec[Fraction=0.05|ErrorFeedback=true]' --payload=bytes
accept "20 devices" --task=none --codec=ns3::stardust::RandomKCodec --payload=bytes
accept "2 devices" --graph=file:two.graphml
accept "3 devices" --graph=file:isolated.graphml --allowDisconnected --trace=isolated.db
answer=$(sqlite3 isolated.db "SELECT count(*) FROM model_message WHERE sender_id = 2 OR receiver_id = 2")
[ "$answer" = 0 ] || { echo "FAIL: the isolated device has messages: $answer"; failed=1; }
accept "accuracy 0: accuracy reached after 0 s" --stopAccuracy=0
accept "loss 0: not reached" --stopLoss=0
accept "staleness 99: staleness reached after 1 s" --task=none --stopStaleness=99 --evaluateEvery=1
accept "mean over 2 devices" --evaluateDevices=2 --evaluateAt=0.5,2 --evaluateEveryVersions=1
accept "all data in one place" --task=linear --features=2 --learners=2 --initialModel=rows.npy
accept "root mean square" --task=nonlinear --initialisation=independent
accept "run 2" --network=wired --learners=3 --flowMonitor --trace=flows.db --runs=2
flows=$(sqlite3 flows.db 'SELECT count(DISTINCT run_id), count(*) > 0 FROM flow')
[ "$flows" = "2|1" ] || { echo "FAIL: flows of two runs: $flows"; failed=1; }
accept "run 2" --learners=2 --saveModels=m-%r.npy --saveToTrace --runs=2 --trace=saved.db
[ -s m-1.npy ] && [ -s m-2.npy ] || { echo "FAIL: models of two runs: $(echo m-*)"; failed=1; }
accept "16 devices" --learners=16 --data=idx:images.gz,labels
accept "accuracy" --data=csv:kinds.csv --learners=4 --standardize=features
accept "accuracy" --data=csv:kinds.csv.gz --learners=4 --testData=csv:kinds-few.csv.gz
accept "loss" --data=csv:targets.csv --task=linear --learners=4 --standardize=all
accept "4 devices" --data=csv:places.csv --task=linear --groupColumn=site --testData=csv:places.csv
accept "3 devices" --data=csv:sites.csv --groupColumn=site --learners=3 --testData=csv:sites.csv
accept "2 devices" --data=csv:sites.csv --labelColumn=4 --groupColumn=1 --learners=2 --partition=iid
accept "accuracy" --data=libsvm:signs.svm --learners=4 --testData=libsvm:signs.svm --runs=2
accept "accuracy" --data=libsvm:signs.svm --learners=4 --testData=libsvm:wide.svm --features=5
accept "loss" --data=libsvm:signs.svm --task=nonlinear --learners=4 --standardize=all
accept "accuracy" --data=cifar:batch.bin,batch.bin --learners=4 --duration=1
accept "scale:-3 by 2 of 20 devices: 3 7" --byzantine=scale:-3 --byzantineDevices=ids:7,3 --mixer=ns3::stardust::KrumMixer
accept "honest" --byzantine=noise:1 --byzantineDevices=1 --learners=4 --task=linear
accept "run 2" --learners=2 --trace=runs.db --runs=2
accept "2 devices" --learners=2 --deviceSpeed=file:speeds-two
accept "20 devices" --threads=3 --localEpochs=2 --deviceSpeed=ns3::LogNormalRandomVariable[Mu=15]
accept "20 devices" --task=none --trainOn=receive --threads=2
grep -qF "ideal channel" out && { echo "FAIL: no theory for --trainOn=receive"; failed=1; }

echo "$count command lines"
exit $failed
