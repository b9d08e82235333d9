# shellcheck shell=bash
# What the rows of tests/fault share; sourced by each, never run. A row prints one line, "ID PASS figure…" or
# "ID FAIL figure…", and ends with 0 or 1; --long asks for its long form.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${KAIBO_BUILD:-$root/build/dev}
logs=$root/build/log
mkdir -p "$logs"
case ${1:-} in
  '') ;;
  --long) export KAIBO_FAULT_LONG=1 ;;
  *)
    echo "$0: there is no option '$1', only --long" >&2
    exit 2
    ;;
esac

# need ID COMMAND...: a row whose tools are missing has not held.
need() {
  local id=$1 command
  shift
  for command in "$@"; do
    if command -v "$command" >/dev/null; then continue; fi
    echo "$id FAIL $command is missing: deploy/setup fault"
    exit 1
  done
}

# verdict ID LOG STATUS: the line of the row, of the figures in its log, and its exit code.
verdict() {
  local id=$1 log=$2 status=$3 figures result=PASS
  figures=$(sed -n 's/^figure: //p' "$log" | paste -sd '\t' | sed 's/\t/; /g')
  if ((status != 0)); then
    result=FAIL
    figures="${figures:+$figures; }see ${log#"$root"/}"
  fi
  echo "$id $result $figures"
  exit $((status != 0))
}

# row ID FILTER [WRAPPER...]: the tests of that name, which must all run and pass.
row() {
  local id=$1 filter=$2 log=$logs/fault-$1.log status=0
  shift 2
  KAIBO_BUILD=$build "$@" "$build/bin/fault_tests" --gtest_filter="$filter" --gtest_also_run_disabled_tests >"$log" 2>&1 || status=$?
  if ! grep -q '^\[  PASSED  \] [1-9]' "$log" || grep -q '^\[  SKIPPED \]' "$log"; then status=1; fi
  verdict "$id" "$log" "$status"
}

# A network and mounts of its own, as root of nobody else's: what is broken there is whole elsewhere.
apart() { unshare --user --map-root-user --net --mount -- bash -c 'ip link set lo up && exec "$@"' apart "$@"; }
