#!/bin/sh
# Measures the tests: coverage (c8) or mutation (Stryker). Needs no root; what it finds lies in coverage/.
set -eu
here=$(dirname -- "$(readlink -f -- "$0")")
cd "$here/../.."
npm --prefix "$here" ci --silent --ignore-scripts --no-audit --no-fund
case ${1-} in
  coverage)
    "$here/node_modules/.bin/c8" --config "$here/c8.json" node_modules/.bin/mocha --reporter dot --timeout 120000 \
      'dist/test/{analyze,session,redact,capture}/**/*.test.js' dist/test/fuzz/decoders.test.js
    node "$here/coverage-by-part.js"
    ;;
  mutation) "$here/node_modules/.bin/stryker" run "$here/stryker.config.json" ;;
  *)
    echo 'usage: measure.sh coverage|mutation' >&2
    exit 2
    ;;
esac
