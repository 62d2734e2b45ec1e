# Sourced by set-up.sh after node.sh: npm packages, native addon, TypeScript. Each is skipped where its result is there.

npm_packages() {
  if "$node" setup/packages-installed.js "$mode" >>"$log" 2>&1; then return 0; fi
  # sqlite3 asks a download server for a prebuilt file unless told to build; with the system's library that takes
  # 20 s instead of 145 s.
  export npm_config_build_from_source=true npm_config_nodedir="$node_headers"
  [ ! -e /usr/include/sqlite3.h ] || export npm_config_sqlite=/usr
  # Accounts without a home (nobody, CI) have no place for npm's cache.
  [ -w "${HOME:-/nonexistent}" ] || export npm_config_cache="$root/dist/npm-cache"
  # What a developer has installed stays.
  omit=
  [ "$mode" = develop ] || [ -d node_modules/mocha ] || omit=--omit=dev
  # shellcheck disable=SC2086 # empty or one word
  step 'npm packages' npm ci $omit --no-audit --no-fund || fail 'npm packages could not be installed' \
    "npm ci failed, see $log" \
    'check that the npm registry is reachable (npm ping), then start again'
}

native_addon() {
  addon=native/build/Release/dropcorr.node capture=native/build/Release/packet-capture
  if [ -f "$addon" ] && [ -f "$capture" ] &&
    [ -z "$(find native -path native/build -prune -o -type f -newer "$addon" -print -quit)" ]; then
    return 0
  fi
  step 'native addon' node_modules/.bin/node-gyp rebuild -C native --nodedir="$node_headers" ||
    fail 'the native addon could not be built' \
      "node-gyp failed, see $log" \
      'apt-get install --reinstall clang libbpf-dev libelf-dev libpcap-dev, then start again'
}

# Files in dist whose source is gone: mocha would run them.
remove_stale_output() {
  "$node" setup/remove-stale-output.js
}

compiled_typescript() {
  project=tsconfig.json # with tests and benchmarks
  [ "$mode" != use ] || project=tsconfig.build.json
  step 'TypeScript' node_modules/.bin/tsc -p "$project" || fail 'TypeScript could not be compiled' \
    "tsc failed, see $log" \
    'git status, to see which sources were changed'
}
