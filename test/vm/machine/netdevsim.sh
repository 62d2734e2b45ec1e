# Sourced by prepare. Debian has no netdevsim, the simulated device that reports hardware drops: it is built from
# Debian's own source against the headers of the very kernel.

# netdevsim VERSION MODULES — builds it into the folder MODULES; $work/netdevsim.log tells how it went
netdevsim() {
  headers=linux-headers-$1
  source=linux-source-$series
  build=$work/build
  mkdir -p "$build"
  for package in "$headers" "$source" $(depends_of "$headers" '^linux-(headers-.*-common|kbuild-|compiler-)'); do
    unpacked "$package" || return
    [ "$package" = "$source" ] || cp -a "$work/$package/usr" "$build/"
  done
  tar -C "$build" -xf "$work/$source/usr/src/$source.tar.xz" "$source/drivers/net/netdevsim" || return
  tree=$build/usr/src/$headers
  # The headers name each other, and what builds, by absolute path.
  sed -i "s#/usr/src/#$build/usr/src/#" "$tree/Makefile"
  # With vmlinux there, the build would want pahole to give the module its BTF.
  rm -f "$tree/vmlinux"
  make -C "$tree" M="$build/$source/drivers/net/netdevsim" CONFIG_NETDEVSIM=m CC=gcc modules >"$work/netdevsim.log" 2>&1 || {
    tail -n 5 "$work/netdevsim.log" >&2
    return 1
  }
  strip --strip-debug "$build/$source/drivers/net/netdevsim/netdevsim.ko"
  cp "$build/$source/drivers/net/netdevsim/netdevsim.ko" "$2/"
}
