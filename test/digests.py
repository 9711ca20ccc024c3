#!/usr/bin/env python3
"""digests.py PROGRAM [OPTION...]: the same run is the same run, today as when its digest was stored.

Every case is run with models beside packets and in them, with 0, 2 and 8 threads, a second time,
and as the second run of a process: all have one digest. That digest is also the stored one, of
digests.csv beside this file; where it is not, the line says which table differs first, and from
when on. --update writes what is found into digests.csv; do so when results are meant to change.

Stored digests hold for ns-3.37 and glibc 2.36 (Debian 12) on x86-64, compiled by g++ or clang: another
ns-3 has other models of radios, another libm other last digits. Elsewhere runs are compared with each
other alone, and the exit status is 77, which ctest takes for skipped."""

import argparse
import concurrent.futures
import csv
import os
import platform
import re
import subprocess
import sys

STORED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "digests.csv")
NS3, MACHINE, LIBC, COMPILERS = "3.37", "x86_64", ("glibc", "2.36"), ("GNU", "Clang")
INTERVALS = 6  # partial digests of a run
SKIPPED = 77

COMMON = "--learners=6 --gossipRate=2 --evaluateEvery=2 --progress=off --digest"
LEARNING = "--updateRate=2 --baselines=false --kernel=baseline"
SOFTMAX = "--features=150 --classes=5 --samplesPerLearner=20"  # two fragments a model and more
CHURN = ("--upTime=ns3::ExponentialRandomVariable[Mean=5] --downTime=ns3::ExponentialRandomVariable[Mean=1] "
         "--rejoin=reset")
DURATION = 6

# Name, seconds if not DURATION, options; ns: stands for ns3::stardust::.
CASES = """
direct/timeliness - --task=none --learners=200
direct/timeliness-tracked - --task=none --learners=300 --trackedSources=16 --gossipScaling=log
direct/lossy - --delay=0.05 --errorRate=0.2
direct/occupying - --delay=0.05 --occupying --learners=12
direct/sinr - --channel=sinr --area=200 --learners=12
direct/churn - CHURN
direct/ring - --graph=ring
direct/erdos-renyi - --graph=erdos-renyi:0.5 --learners=12
direct/one-peer - --graph=one-peer --graphEvery=1 --learners=8
direct/device-speed - --deviceSpeed=ns3::UniformRandomVariable[Min=1e5|Max=1e6]
direct/receive - --trainOn=receive
wired/p2p - --network=wired
wired/csma - --network=wired --wiredKind=csma
wifi-adhoc/udp - --network=wifi-adhoc
wifi-adhoc/udp-repeats - --network=wifi-adhoc --area=90 --transport=udp[MaxRepeats=2]
wifi-adhoc/tcp - --network=wifi-adhoc --transport=tcp
wifi-adhoc/broadcast - --network=wifi-adhoc --transport=broadcast --area=90
wifi-adhoc/multicast - --network=wifi-adhoc --transport=multicast
wifi-adhoc/aodv - --network=wifi-adhoc --routing=aodv --area=90
wifi-adhoc/olsr - --network=wifi-adhoc --routing=olsr --area=90
wifi-adhoc/mobile - --network=wifi-adhoc --mobility=ns3::RandomWaypointMobilityModel --graph=range:30
wifi-adhoc/minstrel-ax - --network=wifi-adhoc --wifiStandard=80211ax --wifiRate=minstrel --area=80
wifi-adhoc/spectrum-ac - --network=wifi-adhoc --wifiChannel=spectrum --wifiStandard=80211ac --loss=nakagami
wifi-adhoc/churn - --network=wifi-adhoc CHURN
wifi-infrastructure/one - --network=wifi-infrastructure
wifi-infrastructure/cells - --network=wifi-infrastructure --cells=2
wifi-infrastructure/battery - --network=wifi-infrastructure --battery=20
lte/one 3 --network=lte --learners=4
lte/handover 3 --network=lte --learners=4 --enbs=2 --area=300
codec/float16 - --network=wifi-adhoc --codec=ns:Float16Codec
codec/int8 - --network=wifi-adhoc --codec=ns:Int8Codec
codec/qsgd - --network=wifi-adhoc --codec=ns:QsgdCodec[ErrorFeedback=true]
codec/top-k - --network=wifi-adhoc --codec=ns:TopKCodec[Fraction=0.1|ErrorFeedback=true]
codec/random-k - --network=wifi-adhoc --codec=ns:RandomKCodec
codec/delta - --network=wifi-adhoc --transport=tcp --codec=ns:DeltaCodec
task/linear - --task=linear
task/nonlinear - --task=nonlinear
task/logistic - --task=logistic
task/mlp - --task=mlp:16,8
task/mlp-regression - --task=mlp-regression:8
task/lenet 4 --task=lenet --learners=3 --batch=8 --localSteps=1
task/centered-ridge - --task=centered-ridge
task/centered-logistic - --task=centered-logistic
data/digits - --data=digits --partition=dirichlet:0.3
optimizer/momentum - --optimizer=ns:MomentumOptimizer
optimizer/rms-prop - --optimizer=ns:RmsPropOptimizer --stepSize=0.01
optimizer/adam - --optimizer=ns:AdamOptimizer --stepSize=0.01
optimizer/oasis - --optimizer=ns:OasisOptimizer
mixer/metropolis - --mixer=ns:MetropolisMixer --graph=ring
mixer/staleness - --mixer=ns:StalenessWeightedMixer
mixer/push-sum - --mixer=ns:PushSumMixer
mixer/exchange - --network=wifi-adhoc --mixer=ns:ExchangeMixer
mixer/dpsgd - --network=wifi-adhoc --mixer=ns:DpsgdMixer[RoundTimeout=1s]
mixer/choco - --mixer=ns:ChocoMixer[RoundTimeout=1s] --codec=ns:TopKCodec
mixer/ada-gossip - --mixer=ns:AdaGossipMixer[Barrier=false] --codec=ns:QsgdCodec
mixer/buffered - --mixer=ns:BufferedMixer[BufferSize=2]
mixer/variance - --mixer=ns:VarianceCorrectedMixer[BufferSize=2]
mixer/epidemic - --network=wifi-adhoc --mixer=ns:EpidemicMixer
mixer/fed-avg - --network=wifi-infrastructure --mixer=ns:FedAvgMixer[RoundTime=1s]
mixer/fed-async - --network=wifi-infrastructure --server=access-point --mixer=ns:FedAsyncMixer
mixer/fed-pbc - --mixer=ns:FedPbcMixer[RoundTime=1s|Links=ns:LinkActivity[Probability=0.7]]
mixer/draco - --network=wifi-adhoc --mixer=ns:DracoMixer[UnificationPeriod=2s|ReceptionLimit=6]
mixer/stardust - --mixer=ns:StardustMixer
mixer/savic - --mixer=ns:SavicMixer[RoundTimeout=1s] --optimizer=ns:ScaledOptimizer
mixer/cdsa - --localSteps=1 --mixer=ns:CdsaMixer[RoundTimeout=1s]
mixer/gradient-tracking - --mixer=ns:GradientTrackingMixer[RoundTimeout=1s]
peers/opportunistic - --task=none --learners=30 --peers=ns:OpportunisticPeerSelector
peers/pilot - --network=wifi-adhoc --peers=ns:OpportunisticPeerSelector[Coordination=Pilot]
peers/token-account - --peers=ns:TokenAccountPeerSelector[Period=0.5s|Capacity=4|A=2]
peers/round-robin - --peers=ns:RoundRobinPeerSelector
peers/weighted - --peers=ns:WeightedPeerSelector --graph=ring
"""

# What must not matter. The first is what is stored; the last one runs twice in one process.
VARIANTS = {
    "again": "--payload=virtual --threads=0",
    "with bytes and 2 threads": "--payload=bytes --threads=2",
    "with 8 threads": "--payload=virtual --threads=8",
    "as the second run of a process": "--payload=bytes --threads=0 --RngRun=0 --runs=2",
}


class Refused(Exception):
    """A program did not run; the text says why."""


class Run:
    """A run's digest, and the digests of its tables at the end of each interval."""

    def __init__(self, digest, tables, partials):
        self.digest = digest
        self.tables = tables      # names
        self.partials = partials  # (end of the interval, digests of the tables)

    def rows(self, name):
        """Lines of the stored file: the whole digest has no time."""
        yield [name, "run", self.digest]
        for until, digests in self.partials:
            yield [name, until, *digests]

    def idle_tables(self):
        """Names of those tables, of all that a run fills, that have got no row since its first interval."""
        first, last = self.partials[0][1], self.partials[-1][1]
        filled = ("local_update", "model_message", "staleness")
        return [name for name, a, b in zip(self.tables, first, last) if name in filled and a == b]

    def first_difference(self, other):
        """Says in which tables, and when, another run is the first time another."""
        since = "0"
        for (until, mine), (other_until, others) in zip(self.partials, other.partials):
            if until != other_until:
                return f"the runs ended at {until} and {other_until} s"
            differing = [name for name, a, b in zip(self.tables, mine, others) if a != b]
            if differing:
                return f"first in {' and '.join(differing)}, rows between {since} and {until} s"
            since = until
        return "in no table: the way in which digests are made has changed"


def read_run(text):
    """The last run that a program has printed."""
    digest = re.findall(r"^  digest +([0-9a-f]{16})$", text, re.MULTILINE)[-1]
    header, *lines = text[text.rindex("  until_s"):].splitlines()
    partials = [(line.split()[0], line.split()[1:]) for line in lines if re.match(r"  [\d.e+-]+ [0-9a-f]{16} ", line)]
    return Run(digest, header.split()[1:], partials)


def make_run(program, options):
    """Run the program and read its digests."""
    done = subprocess.run([program, *options], capture_output=True, text=True, timeout=100, check=False)
    if done.returncode != 0:
        raise Refused(f"exit status {done.returncode}: {done.stderr.strip()}")
    return read_run(done.stdout)


def read_cases(only):
    """Name -> options."""
    cases = {}
    for line in CASES.strip().splitlines():
        name, seconds, *options = line.replace("ns:", "ns3::stardust::").replace("CHURN", CHURN).split()
        duration = DURATION if seconds == "-" else float(seconds)
        words = COMMON.split() + [f"--duration={duration}", f"--digestEvery={duration / INTERVALS}"]
        given = {option.split("=")[0]: option for option in options}
        if given.get("--task") != "--task=none":
            words += [word for word in LEARNING.split() if "--deviceSpeed" not in given or "Rate" not in word]
        if "--task" not in given and "--data" not in given:
            words += SOFTMAX.split()
        if only in name:
            cases[name] = words + options
    return cases


def check_case(program, name, options):
    """A case's run, and what is wrong with it."""
    first, wrong = None, []
    try:
        first = make_run(program, options + ["--payload=virtual", "--threads=0"])
        wrong += [f"{name}: nothing happens in {table}" for table in first.idle_tables()]
        for variant, more in VARIANTS.items():
            other = make_run(program, options + more.split())
            if other.digest != first.digest:
                wrong.append(f"{name}: {variant} it is another run, {first.first_difference(other)}")
    except Refused as refusal:
        wrong.append(f"{name}: {refusal}")
    return first, wrong


def read_stored():
    """Name -> run, of the stored file."""
    runs = {}
    if not os.path.exists(STORED):
        return runs
    with open(STORED, newline="", encoding="utf-8") as file:
        tables = next(csv.reader(file))[2:]
        for name, until, *digests in csv.reader(file):
            if until == "run":
                runs[name] = Run(digests[0], tables, [])
            else:
                runs[name].partials.append((until, digests))
    return runs


def write_stored(runs):
    """Replace the stored runs of these names."""
    runs = {**read_stored(), **runs}
    names = [name for name in read_cases("") if name in runs]
    with open(STORED, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "until_s", *runs[names[0]].tables])
        for name in names:
            writer.writerows(runs[name].rows(name))
    print(f"{len(names)} runs in {STORED}")


def compare_stored(runs):
    """What is wrong, against the stored runs."""
    stored = read_stored()
    for name, run in runs.items():
        if name not in stored:
            yield f"{name}: no digest is stored; see --update"
        elif run.digest != stored[name].digest:
            yield (f"{name}: digest {run.digest}, stored is {stored[name].digest}: "
                   f"they differ {run.first_difference(stored[name])}")


def find_stranger(ns3, compiler):
    """Why the stored digests do not hold here; empty if they do."""
    libc = platform.libc_ver()
    if ns3 and ns3 != NS3:
        return f"ns-{ns3}"
    if compiler not in COMPILERS:
        return f"the compiler {compiler}"
    if platform.machine() != MACHINE:
        return platform.machine()
    return "" if libc == LIBC else "C library " + " ".join(libc)


def main():
    """Runs all cases, and says what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="stardust-experiment")
    parser.add_argument("--ns3", default="", help="the release it was built with")
    parser.add_argument("--compiler", default=COMPILERS[0], help="it was built with, as CMake calls it")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    parser.add_argument("--only", default="", help="cases whose names hold this")
    parser.add_argument("--update", action="store_true", help="store what is found")
    arguments = parser.parse_args()
    cases = read_cases(arguments.only)
    if not cases:
        sys.exit(f"digests.py: --only {arguments.only}: no case has this in its name")
    program = os.path.abspath(arguments.program)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(lambda case: check_case(program, *case), cases.items()))
    runs = {name: run for name, (run, _) in zip(cases, results) if run}
    wrong = [line for _, lines in results for line in lines]
    stranger = find_stranger(arguments.ns3, arguments.compiler)
    if arguments.update and stranger:
        sys.exit(f"stored digests hold for ns-{NS3}, {' and '.join(COMPILERS)}, {MACHINE} and {' '.join(LIBC)}, but this is {stranger}")
    if arguments.update and not wrong:
        write_stored(runs)
    elif not stranger and not arguments.update:
        wrong.extend(compare_stored(runs))
    for line in wrong:
        print(f"FAIL: {line}")
    if wrong or not cases:
        sys.exit(1)
    made = f"{len(cases)} cases, {len(VARIANTS) + 1} runs of each with one digest"
    if stranger:
        print(f"{made}; not compared with the stored ones, which do not hold for {stranger}")
        sys.exit(SKIPPED)
    print(made)


if __name__ == "__main__":
    main()
