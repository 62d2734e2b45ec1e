#!/bin/sh
# Makes dropcorr ready to run on this machine; does only what is not done yet.
#   sh setup/set-up.sh use        what users need
#   sh setup/set-up.sh develop    also what lint, tests and benchmarks need
# Downloads come from apt and the npm registry only.
set -eu
mode=$1
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
cd "$root"
umask 022
. setup/readiness.sh
. setup/step.sh
. setup/system-packages.sh
. setup/node.sh
. setup/build-steps.sh

{ mkdir -p dist && touch dist/.lock; } 2>/dev/null || fail "cannot set up dropcorr in $root" \
  'the directory is not writable for this user' \
  "run $root/dropcorr once as its owner, or as root"

# Set up by root in a user's checkout, everything stays the user's.
trap 'is_root && chown -Rh --reference=. dist node_modules native/build 2>/dev/null || true' EXIT
trap 'exit 130' INT TERM HUP

exec 9>>dist/.lock
flock -n 9 || {
  say 'dropcorr: waiting for another set-up of this directory'
  flock 9
}
# Another process may have done it meanwhile.
if [ "$mode" = use ] && is_ready; then exit 0; fi

: >"$log"
say "dropcorr: setting up in $root (details in dist/setup.log)"
began=$(date +%s)
source_time=$(newest_source_time)
find_node
need_build_packages
[ "$mode" = use ] || want_test_packages
find_node_headers
npm_packages
native_addon
[ "$mode" = use ] || remove_stale_output
compiled_typescript
mark_ready "$node" "$source_time"
say "dropcorr: ready after $(($(date +%s) - began)) s"
