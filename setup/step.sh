# Sourced with $root set. Progress and errors of set-up, all on stderr; details go to $log.
log=$root/dist/setup.log

say() {
  printf '%s\n' "$*" >&2
}

# The three lines of every dropcorr error, then the exit code "cannot record": fail WHAT WHY TRY
fail() {
  printf 'dropcorr: %s\nwhy: %s\ntry: %s\n' "$1" "$2" "$3" >&2
  exit 3
}

# Runs a command with its output in the log, and prints one line with the time it took: step TITLE COMMAND…
step() {
  step_title=$1
  shift
  printf '  %s … ' "$step_title" >&2
  printf '\n== %s: %s\n' "$step_title" "$*" >>"$log"
  step_began=$(date +%s)
  # fd 9 is the lock: a service that apt starts must not inherit it.
  if "$@" >>"$log" 2>&1 </dev/null 9>&-; then
    say "$(($(date +%s) - step_began)) s"
  else
    step_status=$?
    say "failed after $(($(date +%s) - step_began)) s; the end of $log:"
    tail -n 20 "$log" | sed 's/^/    /' >&2
    return "$step_status"
  fi
}
