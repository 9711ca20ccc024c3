#!/usr/bin/env bash
# Installs what is missing, builds with warnings as errors, runs the quickstart
# and then every test through ctest.
set -euo pipefail
cd "$(dirname "$0")/.."
. examples/dependencies.sh

# shellcheck disable=SC2086
install_missing $build_packages $spectral_packages $report_packages $documentation_packages python3-numpy
cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DSTARDUST_WERROR=ON -DSTARDUST_TESTS=ON \
  -DSTARDUST_EXAMPLES=ON
cmake --build build -j "$(nproc)"
examples/quickstart.sh --progress=off
ctest --test-dir build -j "$(nproc)" --output-on-failure --no-tests=error
