#!/usr/bin/env bash
# releases.sh DIR [OPTION ...]: copy this module into the ns-3 source tree DIR, as
# contrib/stardust, configure the tree with the modules that it needs and the options given
# (such as --build-profile=release), build, and run every suite and example by the tree's
# own test.py and ns3 (ns-3.35: waf). Fails at a warning of the module's files.
#
# Needs what README.md names beside ns-3, and some GB and an hour of two cores.
set -euo pipefail
[ $# -ge 1 ] || { echo "releases.sh: expected the folder of an ns-3 source tree" >&2; exit 2; }
module=$(cd "$(dirname "$0")/.." && pwd)
tree=$1
shift
[ -f "$tree/VERSION" ] || { echo "releases.sh: $tree: no ns-3 source tree (no file VERSION)" >&2; exit 2; }
tree=$(cd "$tree" && pwd)
release=$(tr -d ' \n' <"$tree/VERSION")
copy=$tree/contrib/stardust
if [ -e "$copy" ] && ! grep -qs '^# stardust: one build file' "$copy/CMakeLists.txt"; then
  echo "releases.sh: $copy: is something else; expected nothing, or an earlier copy" >&2
  exit 2
fi
jobs=${JOBS:-$(nproc)}

# Only what changed is written, so that only that is built again.
mkdir -p "$copy"
(cd "$module" && git ls-files -z) >"$copy/.files"
(cd "$copy" && find . -type f ! -name .files ! -name wscript -printf '%P\0') |
  { grep -zvxFf <(tr '\0' '\n' <"$copy/.files") || [ $? -eq 1 ]; } | (cd "$copy" && xargs -0r rm -f)
while IFS= read -r -d '' file; do
  if ! cmp -s "$module/$file" "$copy/$file"; then
    mkdir -p "$(dirname "$copy/$file")"
    cp -p "$module/$file" "$copy/$file"
  fi
done <"$copy/.files"
rm "$copy/.files"

cd "$tree"
log=$tree/stardust-build.log
modules=stardust,internet-apps,lte,aodv,olsr,stats,flow-monitor
if [ -f waf ]; then
  cmp -s "$copy/wscript-compat/module.wscript" "$copy/wscript" ||
    cp "$copy/wscript-compat/module.wscript" "$copy/wscript"
  configure() {
    python3 waf configure --disable-python --disable-werror --enable-modules="$modules" "$@" \
      >>"$log" 2>&1 || { tail -40 "$log"; exit 1; }
  }
  # Libraries and headers first: with tests and examples waf would build those of every module,
  # so only what is run is asked for then, and headers are no such target.
  : >"$log"
  configure "$@"
  python3 waf build -j"$jobs" >>"$log" 2>&1 || { grep -E 'error:|failed' "$log" | head -40; exit 1; }
  configure --enable-tests --enable-examples "$@"
  programs=$(grep -oE '"stardust-[a-z-]+' "$copy/test/examples-to-run.py" | tr -d '"' | sort -u | paste -sd,)
  build() { python3 waf build -j"$jobs" --targets="test-runner,$programs"; }
  example() { python3 waf --run-no-build "$1"; }
else
  ./ns3 configure --enable-tests --enable-examples --enable-modules="${modules//,/;}" \
    --filter-module-examples-and-tests=stardust "$@" >"$log" 2>&1 || { tail -40 "$log"; exit 1; }
  # What ./ns3 build does, which leaves one core idle whatever it is told.
  build() { cmake --build cmake-cache -j "$jobs"; }
  example() { ./ns3 run --no-build "$1"; }
fi
grep -q 'stardust' "$log" || { echo "releases.sh: the module is not configured, see $log" >&2; exit 1; }
build >>"$log" 2>&1 || { grep -E 'error:|FAILED' "$log" | head -40; exit 1; }
if grep -E 'contrib/stardust/[^ ]*: warning:' "$log"; then
  echo "releases.sh: warnings, see $log" >&2
  exit 1
fi

if ! ./test.py -n -l >"$log.suite" 2>&1 || ! grep -q stardust-learner "$log.suite"; then
  tail -5 "$log.suite"
  echo "releases.sh: test.py does not list the module's suites" >&2
  exit 1
fi
failed=0
absent=
suites=$(grep -hoE 'TestSuite\("stardust-[a-z0-9-]+"' "$copy"/test/*.cc | cut -d'"' -f2 | sort -u)
for suite in $suites; do
  if ./test.py -n -s "$suite" >"$log.suite" 2>&1 && grep -q '^1 of 1 tests passed' "$log.suite"; then
    continue
  fi
  # A suite of a module that this ns-3 lacks is not there.
  if grep -qE 'No tests|unknown test suite' "$log.suite"; then
    absent+=" $suite"
    continue
  fi
  echo "FAIL: $suite"
  tail -5 "$log.suite"
  failed=1
done
count=$(($(wc -w <<<"$suites") - $(wc -w <<<"$absent")))
[ -z "$absent" ] || echo "not built here:$absent"
while IFS= read -r line; do
  example "$line" >"$log.example" 2>&1 && continue
  echo "FAIL: $line"
  tail -5 "$log.example"
  failed=1
done < <(python3 -c '
import runpy
for line, run, _ in runpy.run_path("contrib/stardust/test/examples-to-run.py")["cpp_examples"]:
    if run == "True":
        print(line)')
[ $failed = 0 ] && echo "ns-3 $release: built without warnings, $count suites and the examples pass"
exit $failed
