#!/usr/bin/env bash
# install.sh BUILD: installs what is built in BUILD into an empty folder, moves that elsewhere, and
# lets a project of a user's own, as README.md shows it, find it there, compile, link and run. What headers include
# must be there too, and a version that does not fit must not be found.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  echo "FAIL: $*"
  exit 1
}

# A file's value in the build's cache.
cached() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }

cmake --install "$build" --prefix "$folder/made" >install.log || fail "cmake --install: $(tail -3 install.log)"
mv made prefix
grep -rqIF -e "$here" -e "$build" prefix && fail "installed files name the folder of the sources or of the build"

mkdir own
sed -n '/^    # CMakeLists.txt of your own/,/^$/s/^    //p' "$here/README.md" >own/CMakeLists.txt
[ -s own/CMakeLists.txt ] || fail "README.md shows no CMakeLists.txt"
cp "$here/examples/stardust-own-network.cc" own/mine.cc
# configure FOLDER OPTION...: with the compiler that the library was built with.
configure() {
  cmake -S own -B "$@" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="$(cached CMAKE_CXX_COMPILER)" \
    -DCMAKE_PREFIX_PATH="$folder/prefix;$(cached CMAKE_PREFIX_PATH)" >configure.log 2>&1
}
configure own/build || fail "configure: $(cat configure.log)"
cmake --build own/build >build.log 2>&1 || fail "build: $(tail -20 build.log)"
own/build/mine --duration=5 >out || fail "the program ends with $?"
grep -q '^learner 5: version' out || fail "the program says: $(cat out)"
library=$(find prefix -name libstardust.so)
used=$(ldd own/build/mine | grep -F libstardust)
[[ $used == *"$folder/$library"* ]] || fail "the program uses another library: $used"

# What is installed beside the library finds it without help.
if [ -e prefix/bin/stardust-experiment ]; then
  prefix/bin/stardust-experiment --task=none --duration=2 --progress=off >out || fail "the installed program"
fi
for header in prefix/include/ns3/*.h; do
  case $header in *-module.h) continue ;; esac
  for included in $(sed -n 's/^#include "\(ns3\/\)\{0,1\}\([^"]*\)".*/\2/p' "$header"); do
    [ -e "prefix/include/ns3/$included" ] || [ -e "$(cached ns3_headers)/ns3/$included" ] ||
      fail "$header includes $included, which is not installed"
  done
done

sed -i 's/find_package(stardust [0-9.]*/find_package(stardust 99/' own/CMakeLists.txt
! configure own/later || fail "version 99 is found"
echo "$(find prefix -type f | wc -l) files installed, found and used"
