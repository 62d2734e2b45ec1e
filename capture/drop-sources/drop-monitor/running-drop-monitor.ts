import { setTimeout as sleep } from 'node:timers/promises'
import type { NetlinkSocket } from '../../../native/index.js'
import { messageType } from '../../netlink/generic.js'
import type {
  DropSourceContext,
  Mask,
  MaskField,
  RunningDropSource,
  SourceHealth,
} from '../../source.js'
import { AlertRows } from './alert-rows.js'
import { readStatistics, type NetDm, type NetDmStatistics } from './control.js'
import { decodeAlert } from './decode-alert.js'
import { dropMonitorHealth } from './health.js'
import type { Monitoring } from './monitoring.js'
import { hysteresisMs, netDmAttribute } from './net-dm.js'

const datagramsPerReceive = 512
/** In a flood the event loop gets its turn after so long. */
const sliceMs = 25
const watchEveryNs = 1e9
const stopPollMs = 20
/** Timer, work item and our own reading come on top of the kernel's hysteresis. */
const summaryWait = {
  leastMs: hysteresisMs + 150,
  quietMs: hysteresisMs + 150,
  mostMs: 2 * hysteresisMs + 150,
} as const
const packetWait = { leastMs: 150, quietMs: 150, mostMs: 1500, freshNs: 5e7 } as const

export interface RunningDropMonitorOptions {
  readonly context: DropSourceContext
  /** Joined to the group. */
  readonly events: NetlinkSocket
  readonly dm: NetDm
  readonly monitoring: Monitoring
  /** Read before it was switched on. */
  readonly statistics: NetDmStatistics | undefined
  /** Groups of hardware traps by name: a summary names only the trap. */
  readonly trapGroups: ReadonlyMap<string, string>
  /** Why addresses cannot be resolved, '' if they can. */
  readonly symbolsMissing: string
}

/** NET_DM while it is listened to. */
export class RunningDropMonitor implements RunningDropSource {
  readonly #options: RunningDropMonitorOptions
  readonly #rows: AlertRows
  #watchedNs = 0
  #readsAgain = false
  #failure: Error | undefined
  #alertedMs = 0
  #queueDrops = 0
  #socketDrops = 0
  #pendingAtStop = false
  #isSettled = false
  #closed = false

  constructor(options: RunningDropMonitorOptions) {
    this.#options = options
    this.#rows = new AlertRows(options.context, options.trapGroups)
  }

  get totals(): RunningDropSource['totals'] {
    const { drops, overBudget, undecodedAlerts } = this.#rows.tally
    return {
      drops,
      masked: this.#rows.masked,
      lostDetails: overBudget,
      uncounted: this.#queueDrops + this.#socketDrops + undecodedAlerts,
      topSite: this.#rows.topSite,
    }
  }

  get blindTo(): readonly MaskField[] {
    const { context, symbolsMissing } = this.#options
    // Alerts of hardware drops name the trap, which stands for the site; the rest is not asked of them.
    if (context.hardwareOnly) return []
    const noReasons: readonly MaskField[] = this.#tellsReasons ? [] : ['reason']
    if (!this.#isSummary) return noReasons
    return [...noReasons, ...(symbolsMissing === '' ? [] : (['site'] as const)), 'iface', 'netns']
  }

  poll(): void {
    if (this.#failure !== undefined) throw this.#failure
    if (this.#closed) return
    this.#read()
    const nowNs = this.#options.context.clock.now()
    if (nowNs - this.#watchedNs < watchEveryNs) return
    this.#watchedNs = nowNs
    this.#options.monitoring.keep()
    this.#rows.refresh(nowNs)
    this.#readLosses()
  }

  openBooks(): void {
    this.#rows.books.open(this.#options.context.clock.now())
  }

  /** A summary tells of a second when it is over; packets are stamped, and told of at once. */
  async settle(): Promise<void> {
    if (this.#closed || !this.#isSummary) return
    await this.#options.monitoring.settled()
    this.#isSettled = await this.#waitForPending()
  }

  closeBooks(): void {
    this.#rows.books.close(this.#options.context.clock.now())
  }

  health(): SourceHealth {
    const { context, monitoring, symbolsMissing } = this.#options
    const health = dropMonitorHealth({
      ...this.#rows.tally,
      wantedMode: context.alertMode,
      hardwareOnly: context.hardwareOnly,
      ...monitoring.state,
      queueDrops: this.#queueDrops,
      socketDrops: this.#socketDrops,
      pendingAtStop: this.#pendingAtStop,
      tellsReasons: this.#tellsReasons,
      symbolsMissing,
    })
    return { ...health, detail: { ...health.detail, ...this.#rows.books.outside } }
  }

  setMasks(masks: readonly Mask[]): void {
    if (this.#closed) return
    // What waits was dropped under the masks before.
    this.#read()
    this.#rows.setMasks(masks)
  }

  async stop(): Promise<void> {
    if (this.#closed) return
    const { monitoring, events, dm } = this.#options
    try {
      await monitoring.settled()
      if (!this.#isSettled) await this.#waitForPending()
      monitoring.end()
      while (this.#receive()) await sleep(0)
      this.#readLosses()
      this.#rows.flush()
    } finally {
      this.#closed = true
      events.close()
      dm.socket.close()
    }
  }

  /**
   * STOP throws away what has not been sent: summaries of the last second, packets still in the queues. In a summary
   * the timer of a CPU starts with its first drop, so the moment after an alert is the one when least is pending;
   * packets are told of at once, so the age of the last one tells how far the queues are behind. True if nothing is.
   */
  async #waitForPending(): Promise<boolean> {
    const { context } = this.#options
    const isSummary = this.#isSummary
    const { leastMs, quietMs, mostMs } = isSummary ? summaryWait : packetWait
    const beganMs = performance.now()
    this.#alertedMs = beganMs
    for (;;) {
      const lookedMs = performance.now()
      this.#read()
      const nowMs = performance.now()
      const isQuiet = nowMs - this.#alertedMs >= quietMs
      const isFresh = context.clock.now() - this.#rows.newestNs < packetWait.freshNs
      const isGoodTime = isSummary ? this.#alertedMs >= lookedMs : isFresh
      // What is dropped after the books were closed is not asked for.
      this.#pendingAtStop = !isQuiet && (isSummary ? !this.#rows.books.isClosed : !isFresh)
      if (nowMs - beganMs >= leastMs && (isQuiet || isGoodTime)) return isQuiet
      if (nowMs - beganMs >= mostMs) return isQuiet
      await sleep(stopPollMs)
    }
  }

  get #isSummary(): boolean {
    return this.#options.monitoring.state.config.alertMode === 'summary'
  }

  get #tellsReasons(): boolean {
    return !this.#isSummary && this.#options.dm.family.maxAttribute >= netDmAttribute.reason
  }

  #read(): void {
    const hasMore = this.#receive()
    this.#rows.write(hasMore ? undefined : this.#options.context.clock.now())
    if (!hasMore || this.#readsAgain) return
    this.#readsAgain = true
    setImmediate(() => this.#readAgain())
  }

  #readAgain(): void {
    this.#readsAgain = false
    try {
      if (!this.#closed) this.#read()
    } catch (error) {
      // For the recorder to hear of when it asks next.
      this.#failure = error instanceof Error ? error : new Error(String(error))
    }
  }

  /** Reads what is there, for one slice of time; true if there is more. */
  #receive(): boolean {
    const { events, context, dm } = this.#options
    const untilMs = performance.now() + sliceMs
    for (;;) {
      const { datagrams } = events.receive(datagramsPerReceive, 0)
      const nowNs = context.clock.now()
      for (const datagram of datagrams) {
        if (messageType(datagram) === dm.family.id) this.#rows.take(decodeAlert(datagram), nowNs)
      }
      const nowMs = performance.now()
      if (datagrams.length > 0) this.#alertedMs = nowMs
      if (datagrams.length < datagramsPerReceive) return false
      if (nowMs >= untilMs) return true
    }
  }

  #readLosses(): void {
    const { dm, events, statistics, context } = this.#options
    this.#socketDrops = events.drops()
    const now = readStatistics(dm)
    if (now === undefined || statistics === undefined) return
    const hardware = now.hardwareDropped - statistics.hardwareDropped
    const software = now.softwareDropped - statistics.softwareDropped
    this.#queueDrops = hardware + (context.hardwareOnly ? 0 : software)
  }
}
