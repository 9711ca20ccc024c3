#!/usr/bin/env bash
# Builds with a sanitizer, runs every suite (its quick cases) and every example of
# test/examples-to-run.py under it, and says how many were clean.
#   test/sanitizers.sh address|thread|valgrind [NAME ...]
# address: AddressSanitizer with leaks, and UndefinedBehaviorSanitizer, in build-asan.
# thread: ThreadSanitizer, in build-tsan, for what has threads: suites of the pool, of the writer
#   of traces and of runs with them, and each task with --threads=4 on an ideal network and on Wi-Fi.
# valgrind: memcheck with leaks, in build-valgrind, a release build.
# NAME: suites and examples by their names, all if none is named. STARDUST_SANITIZER_BUILD is
# another folder to build in, JOBS the number of processes. Ends with 1 if anything was found, is
# too slow or fails, with 77 if the tool is missing; what a program said is in BUILD/logs.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  echo "usage: test/sanitizers.sh address|thread|valgrind [NAME ...]" >&2
  exit 2
}
[[ $# -ge 1 ]] || usage
tool=$1
shift
source=$PWD
jobs=${JOBS:-$(nproc)}
options=(-DCMAKE_BUILD_TYPE=RelWithDebInfo)
# Without NDEBUG: assertions of ns-3's headers, of Eigen and of the C++ library stay.
flags="-O1 -g1 -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS"
wrapper=()
targets=()
case $tool in
  address)
    build="build-asan"
    flags+=" -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all"
    finding='AddressSanitizer|LeakSanitizer|runtime error:'
    export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1:check_initialization_order=1
    export UBSAN_OPTIONS=print_stacktrace=1
    export LSAN_OPTIONS=print_suppressions=0:suppressions=$source/test/sanitizers/leaks.supp
    ;;
  thread)
    build="build-tsan"
    flags+=" -fsanitize=thread"
    finding='ThreadSanitizer'
    targets=(--target stardust-test-runner stardust-experiment)
    export TSAN_OPTIONS=second_deadlock_stack=1
    # It expects memory where kernels with more random addresses do not place it.
    ! setarch -R true 2> /dev/null || wrapper=(setarch -R)
    ;;
  valgrind)
    build="build-valgrind"
    options=(-DCMAKE_BUILD_TYPE=Release)
    flags=
    finding='ERROR SUMMARY: [1-9]'
    leaks="definite,indirect"
    wrapper=(valgrind --leak-check=full "--errors-for-leak-kinds=$leaks" "--show-leak-kinds=$leaks"
      --error-exitcode=99 --num-callers=30 "--suppressions=$source/test/sanitizers/valgrind.supp")
    command -v valgrind > /dev/null || { echo "test/sanitizers.sh: needs valgrind" >&2; exit 77; }
    ;;
  *) usage ;;
esac
build=${STARDUST_SANITIZER_BUILD:-$build}
if [[ -n $flags ]]; then
  probe=$(mktemp -d)
  trap 'rm -rf "$probe"' EXIT
  echo 'int main() {}' > "$probe/probe.cc"
  # shellcheck disable=SC2086
  if ! "${CXX:-c++}" $flags "$probe/probe.cc" -o "$probe/probe" 2> /dev/null ||
    ! "${wrapper[@]}" "$probe/probe" 2> /dev/null; then
    echo "test/sanitizers.sh: needs a C++ compiler with its $tool sanitizer" >&2
    exit 77
  fi
  options+=("-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=$flags")
fi

cmake -S . -B "$build" "${options[@]}" -DSTARDUST_TESTS=ON -DSTARDUST_EXAMPLES=ON > /dev/null
build=$(cd "$build" && pwd)
cmake --build "$build" -j "$jobs" "${targets[@]}" > "$build/build.log" || { tail -n 40 "$build/build.log" >&2; exit 1; }
rm -rf "$build/logs"
mkdir "$build/logs"

# Lines of a name and its command; examples that are there more than once are counted.
list_suites() {
  "$build/stardust-test-runner" --list | sed 's|.*|& stardust-test-runner --suite=& --verbose|'
}
list_examples() {
  python3 - "$source/test/examples-to-run.py" << 'END'
import runpy
import sys

counts = {}
for command, _, _ in runpy.run_path(sys.argv[1])["cpp_examples"]:
    name = command.split()[0]
    counts[name] = counts.get(name, 0) + 1
    print(name + (f"-{counts[name]}" if counts[name] > 1 else ""), "examples/" + command)
END
}
list_threads() {
  local task network work
  list_suites | grep -E '^stardust-(churn|compute-pool|second-run|trace|trace-damage|trace-facts|trace-migration) '
  for task in softmax linear nonlinear logistic mlp:16,8 mlp-regression:8 lenet centered-ridge centered-logistic; do
    # So much of it that threads are woken.
    work="--localSteps=40"
    case $task in
      lenet) work="--localSteps=2 --batch=8" ;;
      centered-*) work= ;;
    esac
    for network in direct wifi-adhoc; do
      echo "$task-$network examples/stardust-experiment --threads=4 --task=$task --network=$network" \
        "--learners=6 --gossipRate=2 --updateRate=2 --evaluateEvery=1 --duration=4 --progress=off --trace=trace.db $work"
    done
  done
}

# run NAME PROGRAM ARGUMENT...: one line about it; fails if it is not clean.
run() {
  local name=$1 program=$build/$2 status=0 result=clean log=$build/logs/$1.log folder begin=$SECONDS
  shift 2
  folder=$(mktemp -d)
  [[ $program != *-test-runner ]] || set -- "$@" "--tempdir=$folder"
  # Suites read files of the source tree; examples write where they are.
  (
    [[ $program == *-test-runner ]] || cd "$folder"
    exec timeout "$limit" "${wrapper[@]}" "$program" "$@"
  ) > "$log" 2>&1 || status=$?
  rm -rf "$folder"
  if grep -qE "$finding" "$log"; then
    result=FOUND
  elif [[ $status -eq 124 ]]; then
    result="TOO SLOW"
  elif [[ $status -ne 0 ]] || grep -qE '^ *FAIL |no tests match' "$log"; then
    result=FAILED
  fi
  printf '%-40s %5d s  %s\n' "$name" $((SECONDS - begin)) "$result"
  [[ $result == clean ]]
}

if [[ $tool == thread ]]; then
  commands=$(list_threads)
else
  commands=$(list_suites; list_examples)
fi
if [[ $# -gt 0 ]]; then
  wanted=
  for name in "$@"; do
    if ! wanted+=$(grep "^$name " <<< "$commands"); then
      echo "test/sanitizers.sh: unknown name '$name', expected one of" >&2
      cut -d' ' -f1 <<< "$commands" >&2
      exit 2
    fi
    wanted+=$'\n'
  done
  commands=${wanted%$'\n'}
fi

limit=3600
begin=$SECONDS
running=0
clean=0
total=0
while read -r -a command; do
  total=$((total + 1))
  if [[ $running -ge $jobs ]]; then
    ! wait -n || clean=$((clean + 1))
    running=$((running - 1))
  fi
  run "${command[@]}" < /dev/null &
  running=$((running + 1))
done <<< "$commands"
for ((; running > 0; --running)); do
  ! wait -n || clean=$((clean + 1))
done
echo "$clean of $total clean under $tool in $((SECONDS - begin)) s"
[[ $clean -eq $total ]]
