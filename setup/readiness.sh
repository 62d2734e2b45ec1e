# Sourced with $root set. Tells whether everything is built for these sources and this node. It runs at
# every start, so it may cost one stat and one find, no more.
#
# dist/.ready holds two lines, the node that dropcorr was built for and what that file looked like; its
# modification time is that of the newest source when set-up began.
stamp=$root/dist/.ready

# Everything that the built program depends on, for find. native/build is a result, not a source, and native/
# itself changes whenever that is made anew.
find_sources() {
  find "$root/cli" "$root/session" "$root/capture" "$root/analyze" "$root/reports" "$root/native" \
    "$root/setup" "$root/package.json" "$root/package-lock.json" "$root/tsconfig.json" \
    "$root/tsconfig.build.json" -path "$root/native/build" -prune -o \
    ! -path "$root/native" "$@"
}

# Sets $node. The node of the last set-up wins over the one in PATH: under sudo, PATH often has another or none.
is_ready() {
  node='' identity=''
  [ -f "$stamp" ] && [ -f "$root/dist/cli/main.js" ] && [ -d "$root/node_modules/sqlite3" ] &&
    [ -f "$root/native/build/Release/dropcorr.node" ] && [ -f "$root/native/build/Release/packet-capture" ] || return 1
  { IFS= read -r node && IFS= read -r identity; } <"$stamp" || return 1
  [ "$(identity_of "$node")" = "$identity" ] || return 1
  [ -z "$(find_sources -newer "$stamp" -print -quit)" ]
}

# An upgraded node may need other native modules.
identity_of() {
  stat -Lc '%i %s %Y' -- "$1" 2>/dev/null || echo 'no such file'
}

# What to hand to mark_ready once set-up is done; a source changed meanwhile stays newer than that.
newest_source_time() {
  find_sources -printf '%T@\n' | sort -n | tail -n 1
}

# mark_ready NODE TIME
mark_ready() {
  printf '%s\n%s\n' "$1" "$(identity_of "$1")" >"$stamp.new"
  touch -d "@$2" "$stamp.new"
  mv "$stamp.new" "$stamp"
}
