import { statSync } from 'node:fs'
import type { CounterSource, Namespace, SessionClock } from '../source.js'
import { CounterSeries, type CounterRows } from './counter-series.js'
import type { BusyNamespaces } from './busy-namespaces.js'
import type { InterfaceHistory } from './interface-history.js'
import { NamespaceReader, type NetlinkAddon } from './namespace-reader.js'
import type { SourceTally } from './source-tally.js'

/** What the namespaces of one recording share. */
export interface CountersShared {
  readonly addon: NetlinkAddon
  readonly clock: SessionClock
  readonly interfaces: InterfaceHistory
  readonly tallies: ReadonlyMap<CounterSource, SourceTally>
  readonly nextId: () => number
  readonly busy: BusyNamespaces
  readonly startedWallMs: number
}

/** The kernel stamps inodes with the time of its last tick, 10 ms ago at most (HZ=100). */
const coarseClockMs = 10

/** The counters of one namespace over the recording. */
export class NamespaceCounters {
  readonly #namespace: Namespace
  readonly #shared: CountersShared
  readonly #reader: NamespaceReader
  readonly #series = new Map<CounterSource, CounterSeries>()
  readonly #late: boolean
  #created: boolean | undefined

  /** `late`: the namespace was not there in the first round. */
  constructor(namespace: Namespace, late: boolean, shared: CountersShared) {
    this.#namespace = namespace
    this.#late = late
    this.#shared = shared
    this.#reader = new NamespaceReader(namespace, shared.addon)
  }

  /** Reads these sources inside the namespace. Throws if it cannot be entered; a failing source is noted in its tally. */
  read(sources: readonly CounterSource[], rows: CounterRows): void {
    this.#namespace.enter(() => {
      try {
        this.#created ??= this.#late && this.#isYoung()
        // What is urgent has nothing to do with interfaces.
        if (!sources.every(({ urgent }) => urgent)) this.#lookAtInterfaces(this.#created)
        for (const source of sources) this.#readSource(source, this.#created, rows)
      } finally {
        this.#reader.close()
      }
    })
  }

  #readSource(source: CounterSource, netnsCreated: boolean, rows: CounterRows): void {
    const { clock, interfaces, tallies, busy } = this.#shared
    const tally = tallies.get(source)
    const { id, name } = this.#namespace
    const atNs = clock.now()
    try {
      this.#reader.takeInterrupted()
      const readings = source.read(this.#reader)
      if (readings === undefined) return
      if (this.#reader.takeInterrupted()) tally?.interrupted(name)
      const origin = {
        netnsCreated,
        interfaceBeganAtZero: (ifindex: number) => interfaces.beganAtZero(id, ifindex),
      }
      this.#seriesOf(source).observe(readings, atNs, origin, rows)
      if (source.urgent) busy.look(id, source.name, readings)
      tally?.read(id, readings.length, clock.now() - atNs)
    } catch (error) {
      tally?.failed(name, error)
    }
  }

  #seriesOf(source: CounterSource): CounterSeries {
    let series = this.#series.get(source)
    if (series === undefined) {
      const netns = source.scope === 'host' ? null : this.#namespace.id
      series = new CounterSeries(netns, source.name, this.#shared.nextId)
      this.#series.set(source, series)
    }
    return series
  }

  #lookAtInterfaces(created: boolean): void {
    const links = this.#reader.interfaces()
    // One that is missing from a list that is not whole would seem to be new with the next, and to have begun at zero.
    if (links !== undefined && !this.#reader.takeInterrupted())
      this.#shared.interfaces.observe(this.#namespace.id, links, created)
  }

  /**
   * A namespace met late may be old and only have come into sight, for instance when a process entered one that
   * was bound to a name in another mount namespace. Its inode is then older than the recording. (The inode of a
   * namespace that only a process holds is made when someone first looks, but all in sight were looked at before.)
   */
  #isYoung(): boolean {
    const { ctimeMs } = statSync('/proc/thread-self/ns/net')
    return ctimeMs >= this.#shared.startedWallMs - coarseClockMs
  }
}
