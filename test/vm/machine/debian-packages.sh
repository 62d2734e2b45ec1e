# Sourced with $cache set. Takes packages of Debian's security archive, which holds the newest kernel of each series
# together with its headers and its source, through an apt state of our own: neither root nor the
# machine's own list of packages is needed, nor is it changed.
archive=${DROPCORR_VM_ARCHIVE:-http://deb.debian.org/debian-security}

# use_series SERIES — sets $series and $suite
use_series() {
  series=$1
  case $series in
    5.10) suite=bullseye ;;
    6.1 | 6.12) suite=bookworm ;;
    *) refuse "no Debian release is known here for a kernel $series" \
      'take 5.10, 6.1 or 6.12, or give the file of a linux-image package' ;;
  esac
  apt_state=$cache/apt/$suite
  mkdir -p "$apt_state/lists/partial" "$apt_state/archives/partial"
  cat >"$apt_state/debian.sources" <<END
Types: deb
URIs: $archive
Suites: $suite-security
Components: main
Architectures: amd64
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
}

# private_apt get|cache ARGUMENT…
private_apt() {
  apt_program=apt-$1
  shift
  # As root, apt would read its sources as the user _apt, who may not enter root's cache folder.
  "$apt_program" -q -o APT::Sandbox::User="$(id -un)" -o APT::Architecture=amd64 \
    -o Dir::Etc::SourceList="$apt_state/debian.sources" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$apt_state" -o Dir::State::Lists="$apt_state/lists" -o Dir::Cache="$apt_state" "$@"
}

# newest_image — the name of the newest plain amd64 kernel package of $series (not cloud, not rt, not a debug package)
newest_image() {
  private_apt cache pkgnames "linux-image-$series." |
    grep -E "^linux-image-$(printf %s "$series" | sed 's/\./\\./')\.[0-9]+([-+][a-z0-9]+)?-amd64$" | sort -V | tail -n 1
}

# depends_of PACKAGE PATTERN — the names of its dependencies that match
depends_of() {
  private_apt cache depends "$1" | sed -n 's/^ *|\{0,1\}Depends: //p' | grep -E "$2"
}

# unpacked PACKAGE — downloads it and unpacks it into $work/PACKAGE
unpacked() {
  [ ! -d "$work/$1" ] || return 0
  (cd "$work" && private_apt get download "$1" >&2) || return
  dpkg-deb -x "$(ls "$work/$1"_*.deb)" "$work/$1"
  rm "$work/$1"_*.deb
}
