#!/usr/bin/env bash
# Fuzzes what reads bytes from outside, one target after the other on one core, and prints how many
# inputs each was given. Needs clang and its libFuzzer (Debian: clang libclang-rt-14-dev).
#   test/fuzz.sh SECONDS_EACH [TARGET ...]
# Targets: those of test/fuzz/fuzz.cmake, all if none is named. STARDUST_FUZZ_BUILD is the folder
# that is built in, build-fuzz unless it is set; inputs that matter collect in its folder corpus
# and are where the next call begins. Ends with 1 if anything was found; the input is in the folder
# findings, and the program run with it as its argument tells more.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ! ${1-} =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: test/fuzz.sh SECONDS_EACH [TARGET ...]" >&2
  exit 2
fi
seconds=$1
shift
if ! command -v clang++ > /dev/null; then
  echo "test/fuzz.sh: needs clang" >&2
  exit 77
fi
known=$(sed -n 's/^add_fuzz_target(\([a-z-]*\) .*/\1/p' test/fuzz/fuzz.cmake)
targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
  mapfile -t targets <<< "$known"
fi
for target in "${targets[@]}"; do
  if ! grep -qx -- "$target" <<< "$known"; then
    echo "test/fuzz.sh: unknown target '$target', expected one of" $known >&2
    exit 2
  fi
done

build=${STARDUST_FUZZ_BUILD:-build-fuzz}
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=clang++ -DSTARDUST_FUZZ=ON \
  -DSTARDUST_TESTS=OFF -DSTARDUST_EXAMPLES=OFF > /dev/null
cmake --build "$build" -j "$(nproc)" --target "${targets[@]/#/fuzz-}" > "$build/fuzz-build.log" ||
  { tail -n 40 "$build/fuzz-build.log" >&2; exit 1; }

# Every input is a small file, written and read: memory is kinder to it than a disk.
scratch=$(mktemp -d "$([[ -w /dev/shm ]] && echo /dev/shm || echo /tmp)/stardust-fuzz.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$build/findings"
status=0
for target in "${targets[@]}"; do
  mkdir -p "$build/corpus/$target"
  log=$build/fuzz-$target.log
  # Small inputs are quick and show as much; a CIFAR image has 3073 bytes.
  longest=512
  [[ $target == cifar ]] && longest=8192
  [[ $target == trace ]] && longest=2048
  # A sanitizer's books take memory beside the program's own; no allocation may pass 256 MB.
  if TMPDIR=$scratch ASAN_OPTIONS=quarantine_size_mb=16 "$build/fuzz-$target" \
    -max_total_time="$seconds" -max_len="$longest" -timeout=2 -malloc_limit_mb=256 -rss_limit_mb=768 -detect_leaks=1 \
    -print_final_stats=1 -artifact_prefix="$build/findings/$target-" "$build/corpus/$target" \
    > "$log" 2>&1; then
    result=clean
  else
    result="FOUND, see $log"
    status=1
  fi
  awk -v target="$target" -v result="$result" -v seconds="$seconds" '
    /number_of_executed_units/ { runs = $2 }
    /slowest_unit_time_sec/ { slowest = $2 }
    /peak_rss_mb/ { memory = $2 }
    END {
      printf "%-16s %10d inputs %8d a second, slowest %d s, at most %d MB, %s\n",
        target, runs, runs / seconds, slowest, memory, result
    }' "$log"
done
exit "$status"
