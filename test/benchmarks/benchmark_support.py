"""What the benchmarks share: programs run in turn, on a quiet machine, and tables.

No figure stands alone: run_alternately() runs a program and its reference one after
the other, so that both see the same machine.
"""
import os
import resource
import statistics
import subprocess
import sys
import time

# Other work may take so much of one core while a round runs.
QUIET_SHARE = 0.1
# So many times the rounds asked for are run to find enough quiet ones, and so long, s,
# is waited for other work to end.
ATTEMPTS = 3
PATIENCE_S = 60


class Run:
    """A program that has run: wall and user time in s, what it said, peak memory in MB."""

    def __init__(self, *arguments):
        if not os.path.exists(arguments[0]):
            sys.exit(f"{arguments[0]}: not there; built with -DSTARDUST_BENCHMARKS=ON?")
        begin = time.perf_counter()
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
            self.said = process.stdout.read().strip()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.wall_s = time.perf_counter() - begin
        self.user_s = usage.ru_utime
        self.memory_mb = usage.ru_maxrss / 1024
        if process.returncode != 0:
            sys.exit(f"exit status {process.returncode}: {' '.join(arguments)}")

    def read_figures(self):
        """What it said, if that is names and numbers in turn."""
        words = self.said.split()
        return {key: float(value) for key, value in zip(words[::2], words[1::2])}


def find_benchmark(folder, name):
    return os.path.join(folder, "test", "benchmarks", name)


def find_example(folder, name):
    return os.path.join(folder, "examples", name)


def read_arguments(documentation, defaults=()):
    """The build folder, then whole numbers that may be left out, then what remains."""
    words = sys.argv[1:]
    if not words or words[0].startswith("-"):
        sys.exit(documentation)
    numbers = [int(word) for word in words[1:1 + len(defaults)]]
    return (words[0], *numbers, *defaults[len(numbers):], words[1 + len(defaults):])


class OtherWork:
    """How much of a core other programs take, from now on."""

    def __init__(self):
        self._begin = self._read()

    @staticmethod
    def _read():
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(word) for word in file.readline().split()[1:9]]
        # All but idle and iowait; the ninth, stolen by the host, counts as other work.
        busy = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            usage = resource.getrusage(who)
            busy -= usage.ru_utime + usage.ru_stime
        return time.perf_counter(), busy

    def get_share(self):
        begin, busy = self._begin
        now, busy_now = self._read()
        return (busy_now - busy) / (now - begin)


def wait_for_quiet(limit_s):
    """Until half a second is quiet; what is left of the limit."""
    while limit_s > 0:
        others = OtherWork()
        time.sleep(0.5)
        limit_s -= 0.5
        if others.get_share() < QUIET_SHARE:
            break
    return limit_s


def run_alternately(rounds, *measures):
    """Call the measures in turn, so many rounds; a list of results for each of them.

    A round that other work disturbs is made once more. If the machine does not become
    quiet the least disturbed rounds count, and a line on stderr says so.
    """
    found = []
    patience_s = PATIENCE_S
    for _ in range(ATTEMPTS * rounds):
        patience_s = wait_for_quiet(patience_s)
        others = OtherWork()
        results = [measure() for measure in measures]
        found.append((others.get_share(), results))
        if sum(share < QUIET_SHARE for share, _ in found) == rounds:
            break
    best = sorted(found, key=lambda entry: entry[0])[:rounds]
    if best[-1][0] >= QUIET_SHARE:
        print(f"disturbed: other work took up to {best[-1][0]:.1f} of a core", file=sys.stderr)
    return [list(column) for column in zip(*(results for _, results in best))]


def divide(ours, theirs):
    return [a / b for a, b in zip(ours, theirs)]


def describe(values, digits=2):
    """Median and range."""
    return (f"{statistics.median(values):.{digits}f} "
            f"({min(values):.{digits}f} to {max(values):.{digits}f})")


def print_row(*cells):
    """A row of a table in Markdown, as soon as it is known."""
    print("| " + " | ".join(cells) + " |", flush=True)


def print_header(*cells):
    print()
    print_row(*cells)
    print_row(*["---"] * len(cells))


def find_kernel_levels():
    """Vector units of this machine that stardust has kernels for, the best one last."""
    flags = set()
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("flags"):
                flags = set(line.split(":")[1].split())
                break
    needed = {"avx2": {"avx2", "fma"}, "avx512": {"avx512f", "avx2", "fma"}}
    return ["baseline"] + [level for level, names in needed.items() if names <= flags]
