#!/usr/bin/env bash
# coverage.sh [REGEX]: which lines and branches of model/ and helper/ the tests execute. Builds with gcov's
# counters in build-coverage (or the folder that STARDUST_COVERAGE_BUILD names), runs ctest and prints what
# test/coverage.py makes of it; beside that table, pages of every file are in build-coverage/coverage and the
# figure is build-coverage/coverage.svg. Ends with 1 if a test fails or less than 92 % of the lines were executed.
# With REGEX only the tests that match it run, and what they execute is added to what was counted before.
set -euo pipefail
cd "$(dirname "$0")/.."
. examples/dependencies.sh

# shellcheck disable=SC2086
install_missing $build_packages $spectral_packages python3-numpy gcovr python3-matplotlib
build=${STARDUST_COVERAGE_BUILD:-build-coverage}

# As it is released, without assertions, but so that each line can be told. Threads count as well.
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DSTARDUST_TESTS=ON -DSTARDUST_EXAMPLES=ON \
  "-DCMAKE_CXX_FLAGS_RELEASE=--coverage -fprofile-update=atomic -Og -DNDEBUG" >/dev/null
cmake --build "$build" -j "$(nproc)" >"$build/build.log" || { tail -n 40 "$build/build.log" >&2; exit 1; }

# What these look at is no code of model/ or helper/, or was executed by others before: pages, programs
# installed, symbols, reports, and larger runs of programs that other tests run small. digests.py and
# mnist-accuracy.sh repeat runs that only optimized code makes in a reasonable time.
left_out='algorithm-comparison.sh|documentation.(py|sh)|install.sh|kernel-symbols.sh|report.sh|header-names.sh'
left_out+='|trace-schema.py|digests.py|mnist-accuracy.sh'
choice=(-E "^($left_out)\$")
if [ $# -gt 0 ]; then
  choice=(-R "$1")
else
  find "$build" -name '*.gcda' -delete
fi
failed=0
ctest --test-dir "$build" -j "$(nproc)" --output-on-failure --no-tests=error "${choice[@]}" || failed=1

mkdir -p "$build/coverage"
# Every call may throw: branches to the code that then tidies up are not ours.
gcovr --root . --object-directory "$build" --filter model/ --filter helper/ -j "$(nproc)" \
  --exclude-throw-branches --exclude-unreachable-branches \
  --json "$build/coverage.json" --html-details "$build/coverage/index.html" "$build/CMakeFiles/stardust.dir"
/usr/bin/python3 test/coverage.py "$build/coverage.json" -o "$build/coverage.svg" || failed=1
exit $failed
