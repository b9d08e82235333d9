# shellcheck shell=bash
# What the scripts of deploy/ share; sourced, never run. Sets `root` and goes there.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
logs=$root/build/log
stamps=$root/build/stamps
mkdir -p "$logs" "$stamps"
export NINJA_STATUS='[%p] '

# A Node.js brought by deploy/setup goes before the system's.
use_node() {
  local bin=$root/build/deps/node/node_modules/.bin
  if [[ -x $bin/node ]]; then PATH=$bin:$PATH; fi
}

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

# Reads the output of a step and shows how far it is: on a terminal in one line that changes (the percentage or, without
# one, what is said), elsewhere every ten per cent.
show_progress() {
  local name=$1 line percent shown=0
  while IFS= read -r line; do
    if ! [[ $line =~ ([0-9]+)%|^\[([0-9]+)/([0-9]+)\]|^\ *([0-9]+)/([0-9]+)\ Test ]]; then
      if [[ -t 1 && $shown == 0 ]]; then printf '\r\033[K[%4d s] %s … %.60s' "$SECONDS" "$name" "$line"; fi
      continue
    fi
    if [[ -n ${BASH_REMATCH[1]} ]]; then percent=${BASH_REMATCH[1]}
    elif [[ -n ${BASH_REMATCH[2]} ]]; then percent=$((100 * BASH_REMATCH[2] / BASH_REMATCH[3]))
    else percent=$((100 * BASH_REMATCH[4] / BASH_REMATCH[5]))
    fi
    if [[ -t 1 ]]; then
      shown=1
      printf '\r\033[K[%4d s] %s … %s %%' "$SECONDS" "$name" "$percent"
    elif ((percent >= shown + 10 && percent <= 100)); then
      shown=$percent
      say "$name … $percent %"
    fi
  done
  if [[ -t 1 ]]; then printf '\r\033[K'; fi
}

# step <name> <command>...: runs the command quietly with its output in build/log, and shows the end of that and stops the
# script when it fails. Must not stand in a condition (bash would then ignore failures inside shell functions).
step() {
  local name=$1 begin=$SECONDS log status
  shift
  log=$logs/${name//[^a-zA-Z0-9]/-}.log
  if [[ -t 1 ]]; then printf '[%4d s] %s …' "$SECONDS" "$name"; else say "$name …"; fi
  set +e
  (set -e; "$@") 2>&1 </dev/null | tee "$log" | show_progress "$name"
  status=${PIPESTATUS[0]}
  set -e
  if ((status != 0)); then
    say "$name FAILED. The end of $log:"
    tail -n 80 "$log"
    say "What it says of failures:"
    grep -nE '(^| )(not ok|error:|Error:|TimeoutError|AssertionError)|: Failure$|FAILED' "$log" | tail -n 20 || true
    exit "$status"
  fi
  say "$name: done in $((SECONDS - begin)) s"
}

# One hash over the names and contents of all files below the given paths, what is fetched or built left out.
hash_of() {
  find "$@" \( -name node_modules -o -name dist -o -name generated -o -name '*.log' -o -name components.d.ts \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# fresh <stamp> <value>: whether the step that wrote this stamp ran with the same value.
fresh() { [[ -f $stamps/$1 && $(<"$stamps/$1") == "$2" ]]; }
stamp() { printf '%s' "$2" >"$stamps/$1"; }

# configure_and_build <preset> [<target>...]
configure_and_build() {
  local preset=$1
  shift
  cmake --preset "$preset"
  cmake --build --preset "$preset" ${1:+--target "$@"}
}

# node_modules <folder>: what its package-lock.json asks for, fetched once.
node_modules() {
  local folder=$1 want
  want="$(node --version) $(sha256sum <"$folder/package-lock.json")"
  if [[ -d $folder/node_modules ]] && fresh "npm-${folder//\//-}" "$want"; then return 0; fi
  (cd "$folder" && npm ci --no-audit --no-fund)
  stamp "npm-${folder//\//-}" "$want"
}

# The web client, to build/web.
build_web() {
  local want
  if [[ ! -f web-client/package.json ]]; then
    echo "there is no web client here"
    return 0
  fi
  node_modules web-client
  want=$(hash_of web-client proto)
  if [[ -f build/web/index.html ]] && fresh web "$want"; then return 0; fi
  (cd web-client && npm run build)
  stamp web "$want"
}
