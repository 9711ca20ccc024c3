#!/usr/bin/env bash
# documentation.sh [HEADERS]: Sphinx builds the pages of doc/ without a warning, no line of them is longer than 120
# columns, and Doxygen finds no member of our headers undocumented. HEADERS is ns-3's folder of headers, whose comments
# inherited members take over (default /usr/include/ns3). Skipped (77) if neither program is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
headers=${1:-/usr/include/ns3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
checked=0

fail() {
  echo "FAIL: $1"
  failed=1
}

# Base classes of ours and theirs.
bases="object object-base simple-ref-count application header chunk tag energy-source device-energy-model
  wifi-phy-listener wifi-radio-energy-model"

if command -v sphinx-build >/dev/null; then
  checked=$((checked + 1))
  sphinx-build -q -W --keep-going -b html doc "$work/html" 2>"$work/sphinx" || fail "Sphinx: $(cat "$work/sphinx")"
  [ -s "$work/html/tutorial.html" ] || fail "Sphinx wrote no tutorial"
else
  echo "left out: sphinx-build (Debian: python3-sphinx)"
fi

if command -v doxygen >/dev/null; then
  checked=$((checked + 1))
  inputs="model helper doc/stardust.h"
  for base in $bases; do
    [ -e "$headers/$base.h" ] && inputs="$inputs $headers/$base.h"
  done
  { cat doc/Doxyfile; echo "INPUT = $inputs"; echo "OUTPUT_DIRECTORY = $work/doxygen"
    echo "WARN_LOGFILE = $work/warnings"; } >"$work/Doxyfile"
  mkdir "$work/doxygen"
  doxygen "$work/Doxyfile" >/dev/null || fail "Doxygen ended with status $?"
  # ns-3's own comments are not ours to judge.
  grep -v "^$headers" "$work/warnings" | grep . >"$work/ours" && fail "Doxygen: $(sort -u "$work/ours")"
  # A check that sees nothing would find nothing.
  grep -q 'class ns3::stardust::LearnerHelper\|LearnerHelper' "$work/doxygen/html/annotated.html" ||
    fail "Doxygen has not read the headers"
else
  echo "left out: doxygen"
fi

if [ "$checked" = 0 ]; then
  exit 77
fi
long=$(awk 'length > 120 { print FILENAME ":" FNR }' doc/*.rst)
[ -z "$long" ] || fail "lines longer than 120 columns: $long"
echo "$checked programs, $failed failures"
exit $failed
