#!/usr/bin/env bash
# From a fresh clone to devices that learn over Wi-Fi and a report of it: installs what is
# missing, builds in build/ and runs stardust-quickstart. Options are handed on to it.
set -euo pipefail
cd "$(dirname "$0")/.."
. examples/dependencies.sh

# shellcheck disable=SC2086
install_missing $build_packages $report_packages
mkdir -p build
cmake -S . -B build >build/configure.log 2>&1 || { cat build/configure.log >&2; exit 1; }
cmake --build build -j "$(nproc)" --target stardust-quickstart stardust-experiment

build/examples/stardust-quickstart --trace=build/quickstart.db "$@"
# Where its packages cannot be had, the run is still worth having.
if /usr/bin/python3 examples/analysis/report.py build/quickstart.db -o build/quickstart.html >/dev/null; then
  echo "  report     build/quickstart.html, to be opened in a browser"
fi
cat <<'NEXT'

Try next:
  sqlite3 -box build/quickstart.db 'SELECT * FROM accuracy_history'
  build/examples/stardust-experiment --network=wifi-adhoc --gossipRate=4 --partition=shards:2 --trace=build/quickstart.db
  build/examples/stardust-experiment --help
  doc/tutorial.rst: a program of your own in examples/scratch, step by step
NEXT
