#!/usr/bin/env bash
# header-names.sh FOLDER: ns-3 puts the headers of all modules in one folder, so
# none of ours may bear the name of one of an installed ns-3's in FOLDER.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0
checked=0
for header in model/*/*.h helper/*.h; do
  checked=$((checked + 1))
  if [ -e "$1/$(basename "$header")" ]; then
    echo "FAIL: $header has the name of an ns-3 header"
    failed=1
  fi
done
duplicates=$(ls model/*/*.h helper/*.h | xargs -n 1 basename | sort | uniq -d)
[ -z "$duplicates" ] || { echo "FAIL: two headers are called $duplicates"; failed=1; }
echo "$checked headers"
[ "$checked" -gt 0 ] && exit $failed
