#! /usr/bin/env python3
# Read by ns-3's test.py: (program and arguments, whether to run it, whether to
# run it under valgrind). ns-3 takes a list to end at the first line with a closing
# bracket, so no argument may have one.

cpp_examples = [
    ("stardust-quickstart --duration=5 --trace= --progress=off", "True", "False"),
    ("stardust-experiment --learners=5 --duration=5 --progress=off", "True", "False"),
    (
        "stardust-experiment --learners=5 --duration=5 --progress=off --network=wifi-infrastructure "
        "--server=access-point --mixer=ns3::stardust::FedPbcMixer --ns3::stardust::FederatedAlgorithm::RoundTime=1s",
        "True",
        "False",
    ),
    ("stardust-own-network --duration=5", "True", "True"),
    ("stardust-how-to", "True", "False"),
    ("stardust-minimal --devices=4 --trace=", "True", "False"),
    ("stardust-extend-codec", "True", "False"),
    ("stardust-extend-graph-sequence", "True", "False"),
    ("stardust-extend-mixer", "True", "True"),
    ("stardust-extend-network", "True", "False"),
    ("stardust-extend-objective", "True", "False"),
    ("stardust-extend-optimizer", "True", "False"),
    ("stardust-extend-peer-selector", "True", "False"),
    ("stardust-extend-transport", "True", "False"),
    ("stardust-scaling --sizes=10,32 --messages=1e4 --trace=", "True", "False"),
    (
        "stardust-radio-price --models=2600 --sizes=10 --rates=1,2 --duration=2 --runs=2 --trace=",
        "True",
        "False",
    ),
    (
        "stardust-byzantine --learners=5 --byzantineDevices=1 --byzantine=noise:1 --runs=1 --duration=5",
        "True",
        "False",
    ),
    (
        "stardust-algorithm-comparison --algorithms=pairwise,choco --runs=1 --duration=4 --trace=",
        "True",
        "False",
    ),
]

python_examples = []
