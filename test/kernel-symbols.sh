#!/usr/bin/env bash
# kernel-symbols.sh OBJECT...: the object files of the learning kernels and of the
# version kernels must have no weak symbol but those of their own unit in common
# with any other: the linker keeps one of several, and code for AVX-512 would run
# on a machine without it. So kernels compiled for one machine must not have any.
set -euo pipefail
failed=0
checked=0
for object in "$@"; do
  case $object in
  *matrix-kernels-avx2.cc*|*matrix-kernels-avx512.cc*) ;;
  *) continue ;;
  esac
  checked=$((checked + 1))
  weak=$(nm -C "$object" | awk '$2 ~ /^[WVuwv]$/ || $1 ~ /^[wv]$/')
  if [ -n "$weak" ]; then
    echo "FAIL: $object has symbols that the linker may share:"
    echo "$weak"
    failed=1
  fi
  # Wide code must be there, or this checks nothing.
  if [ "$(objdump -d "$object" | grep -cE '%[yz]mm[0-9]+')" -eq 0 ]; then
    echo "FAIL: $object holds no vector code"
    failed=1
  fi
done
if [ "$checked" -ne 2 ]; then
  echo "FAIL: $checked object files of wide kernels, expected 2"
  failed=1
fi
exit $failed
