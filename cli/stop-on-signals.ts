import { exitCode } from '../session/dropcorr-error.js'

/**
 * `timeout -s INT` signals the process and then its group, so one request may arrive twice. A second Ctrl-C by
 * hand takes longer than this.
 */
const sameRequestMs = 300

/**
 * The first Ctrl-C, SIGTERM or SIGHUP aborts `stop`, so that the session is closed in order. A later Ctrl-C
 * exits at once.
 */
export function stopOnSignals(): { readonly stop: AbortSignal; release(): void } {
  const controller = new AbortController()
  let isSecond = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (isSecond && signal === 'SIGINT') process.exit(exitCode.interrupted)
    if (controller.signal.aborted) return
    // An immediate after the timer: signals that came while the event loop was busy are delivered before it.
    setTimeout(() => setImmediate(() => (isSecond = true)).unref(), sameRequestMs).unref()
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return {
    stop: controller.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}
