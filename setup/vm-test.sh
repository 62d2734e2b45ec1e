#!/bin/sh
# `npm run test:vm`: the tests of test/vm, on kernels in virtual machines. The first run downloads the kernels and, as
# root, installs what is missing. Arguments go to mocha; DROPCORR_VM_KERNELS='6.1 6.12' takes some kernels.
set -eu
cd "$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")"
sh setup/set-up.sh develop
# The node that everything was built for.
IFS= read -r node <dist/.ready
PATH=$(dirname -- "$node"):$PWD/node_modules/.bin:$PATH
export PATH
DROPCORR_VM=all exec mocha --reporter setup/test-reporter.cjs --forbid-only --fail-zero --timeout 20000 \
  --recursive "$@" 'dist/test/vm/**/*.test.js'
