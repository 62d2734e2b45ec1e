# Sourced after step.sh. Finds out which system packages are missing and installs them when root.

# Names of the packages in a list whose command or file is not there: missing_packages LIST
missing_packages() {
  while read -r package probe; do
    case $package in '#'* | '') continue ;; esac
    case $probe in
      /*) [ -e "$probe" ] || printf '%s ' "$package" ;;
      *) command -v "$probe" >/dev/null || printf '%s ' "$package" ;;
    esac
  done <"$1"
}

is_root() {
  [ "$(id -u)" -eq 0 ]
}

apt_update() {
  apt-get -q -o DPkg::Lock::Timeout=300 update
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
    --no-install-recommends install "$@"
}

# What apt could install of a list of packages: installable PACKAGE…
installable() {
  for package in "$@"; do
    version=$(apt-cache policy "$package" 2>/dev/null | sed -n 's/^  Candidate: //p')
    case $version in '' | '(none)') ;; *) printf '%s ' "$package" ;; esac
  done
}

# Without these nothing can be built.
need_build_packages() {
  missing=$(missing_packages "$root/setup/build-packages.txt")
  [ -n "$missing" ] || return 0
  missing=${missing% }
  command -v apt-get >/dev/null || fail 'programs needed to build dropcorr are missing' \
    "what the Debian packages $missing hold was not found, and there is no apt-get here" \
    'install what corresponds to them on this distribution'
  is_root || fail 'system packages are missing, and only root can install them' \
    "dropcorr is built on this machine and needs $missing" \
    "sudo apt-get install -y --no-install-recommends $missing"
  step 'lists of system packages' apt_update || say '  going on with the lists at hand'
  # shellcheck disable=SC2086 # a list of words
  step "system packages ($missing)" apt_install $missing || fail \
    'system packages could not be installed' \
    "apt-get failed, see $log" \
    "apt-get install -y --no-install-recommends $missing"
}

# Tests can do without some of these.
want_test_packages() {
  missing=$(missing_packages "$root/setup/test-packages.txt")
  [ -n "$missing" ] || return 0
  missing=${missing% }
  if ! is_root || ! command -v apt-get >/dev/null; then
    say "  tests that need $missing will be skipped; to run them: sudo apt-get install -y $missing"
    return 0
  fi
  step 'lists of system packages' apt_update || say '  going on with the lists at hand'
  # shellcheck disable=SC2086 # a list of words
  available=$(installable $missing)
  for package in $missing; do
    case " $available" in *" $package "*) ;; *) say "  no package $package here: its tests will be skipped" ;; esac
  done
  [ -n "$available" ] || return 0
  # shellcheck disable=SC2086 # a list of words
  step "programs for the tests (${available% })" apt_install $available ||
    say '  going on without them: their tests will be skipped'
}
