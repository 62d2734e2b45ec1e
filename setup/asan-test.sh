#!/bin/sh
# `npm run test:asan`: builds the addon with AddressSanitizer and UBSan in a copy of this checkout, and runs the tests of it
# there, as root also those that load the BPF program. Needs gcc and its sanitizers. Arguments go to mocha.
set -eu
cd "$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")"
sh setup/set-up.sh develop
IFS= read -r node <dist/.ready
PATH=$(dirname -- "$node"):$PWD/node_modules/.bin:$PATH
copy=$(mktemp -d "${TMPDIR:-/tmp}/dropcorr-asan-XXXXXX")
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT TERM HUP
cp -r native dist fixtures package.json "$copy"
mkdir "$copy/test"
cp -r test/live test/native "$copy/test"
ln -s "$PWD/node_modules" "$copy/node_modules"
cd "$copy"
sanitizers=-fsanitize=address,undefined
CXXFLAGS="$sanitizers -fno-omit-frame-pointer -g" LDFLAGS=$sanitizers \
  node-gyp rebuild -C native --nodedir="$(dirname -- "$(dirname -- "$(readlink -f -- "$node")")")" >"$copy/build.log" 2>&1 || {
  cat "$copy/build.log" >&2
  exit 1
}
libraries=
for library in libasan.so libubsan.so libstdc++.so; do
  libraries="$libraries${libraries:+:}$(g++ -print-file-name=$library)"
done
# Node leaks by design at its end; what the addon holds is watched by test/native/netlink-socket.
LD_PRELOAD=$libraries ASAN_OPTIONS=detect_leaks=0:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
  "$node" node_modules/mocha/bin/mocha.js --forbid-only --fail-zero --timeout 60000 "$@" \
  'dist/test/native/*.test.js' 'dist/test/live/bpf-*.test.js'
