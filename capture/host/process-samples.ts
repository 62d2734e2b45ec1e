import type { SessionClock, Sink } from '../source.js'
import { readProcessStat, readWaitMs } from './processes.js'

interface LastSample {
  readonly startTicks: number
  readonly state: string
  readonly atNs: number
}

/** CPU time is written at least this often; a state as soon as it changes. */
const cpuEveryNs = 1e9

/** State and CPU time of processes over time (table process_sample). */
export class ProcessSampler {
  readonly #sink: Sink
  readonly #clock: SessionClock
  readonly #last = new Map<number, LastSample>()

  constructor(sink: Sink, clock: SessionClock) {
    this.#sink = sink
    this.#clock = clock
  }

  /** `always` = also if nothing changed, for the first and last reading. */
  sample(pid: number, startTicks: number, always: boolean): void {
    const atNs = this.#clock.now()
    const stat = readProcessStat(pid)
    const last = this.#last.get(pid)
    // Another process under a reused number: the one asked for is gone.
    const state = stat === undefined || stat.startTicks !== startTicks ? 'X' : stat.state
    const same = last !== undefined && last.startTicks === startTicks && last.state === state
    if (same && (state === 'X' || (!always && atNs - last.atNs < cpuEveryNs))) return
    this.#last.set(pid, { startTicks, state, atNs })
    const gone = stat === undefined || state === 'X'
    this.#sink.add('process_sample', [
      {
        pid,
        start_ticks: startTicks,
        at_ns: atNs,
        state,
        cpu_ms: gone ? 0 : stat.cpuMs,
        wait_ms: gone ? null : readWaitMs(pid, stat.threads),
      },
    ])
  }
}
