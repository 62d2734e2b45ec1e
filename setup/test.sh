#!/bin/sh
# `npm test`: sets up a fresh clone, then lint, build and all tests; live tests run when root. Arguments go to mocha.
set -eu
cd "$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")"
sh setup/set-up.sh develop
# The node that everything was built for.
IFS= read -r node <dist/.ready
PATH=$(dirname -- "$node"):$PWD/node_modules/.bin:$PATH
export PATH
# Where nothing mounts tracefs at boot, as in containers and small VMs: for the time of the tests.
tracing=/sys/kernel/tracing
if [ "$(id -u)" -eq 0 ] && ! [ -e "$tracing/events" ] && mount -t tracefs tracefs "$tracing" 2>/dev/null; then
  trap 'umount "$tracing"' EXIT
fi
status=0
npm run --silent lint || status=$?
rm -f dist/test-result.txt
# 20 s a test: on a busy machine with few cores; tests that need more say so themselves.
mocha --reporter setup/test-reporter.cjs --require=./dist/test/live/second-try.js \
  --forbid-only --fail-zero --timeout 20000 --recursive "$@" 'dist/test/**/*.test.js' || status=$?
exit "$status"
