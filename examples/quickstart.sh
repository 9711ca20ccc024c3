#!/usr/bin/env bash
# From a fresh clone to devices that learn over Wi-Fi: installs what is missing,
# builds in build/ and runs stardust-quickstart. Options are handed on to it.
set -euo pipefail
cd "$(dirname "$0")/.."
. examples/dependencies.sh

# shellcheck disable=SC2086
install_missing $build_packages
mkdir -p build
cmake -S . -B build >build/configure.log 2>&1 || { cat build/configure.log >&2; exit 1; }
cmake --build build -j "$(nproc)" --target stardust-quickstart stardust-experiment

build/examples/stardust-quickstart --trace=build/quickstart.db "$@"
cat <<'NEXT'

Try next:
  sqlite3 -box build/quickstart.db 'SELECT * FROM accuracy_history'
  build/examples/stardust-experiment --network=wifi-adhoc --gossipRate=4 --partition=shards:2 --trace=build/quickstart.db
  build/examples/stardust-experiment --help
NEXT
