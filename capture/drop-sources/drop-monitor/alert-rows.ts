import type { Row } from '../../../session/tables.js'
import type { DropSourceContext, Mask } from '../../source.js'
import { DropBooks } from '../rows/drop-books.js'
import { ToldDrops } from '../rows/told-drops.js'
import { AlertKeys, type AlertKey, type AlertKeyParts } from './alert-keys.js'
import type { Alert, PacketAlert, SummaryAlert } from './decode-alert.js'
import { DropDetails } from './drop-details.js'
import { readDropFlow } from './drop-flow.js'
import { dropFlowWords, FlowTable } from './flow-table.js'
import { hysteresisMs, sitesPerAlert } from './net-dm.js'
import { payloadLink } from './payload.js'
import { TimedCounts } from './timed-counts.js'

const bucketNs = 1e8
const slowBucketNs = 1e9
/** With more flows than this they are told each second: a row per flow and 100 ms would be a flood of its own. */
const manyFlows = 4096
/** CPUs report out of step: each has a queue of its own. */
const lateNs = 3e8
/** A stamp further from now than this is no delay of the queues: the wall clock was set. */
const stampTrustNs = 1e10

/** What the alerts so far came to. */
export interface AlertTally {
  readonly drops: number
  readonly alerts: number
  readonly undecodedAlerts: number
  /** Types of attributes that this version does not know. */
  readonly unknownAttributes: readonly number[]
  /** Most sites or traps in one summary; it has room for 64. */
  readonly sitesInAlert: number
  /** Summaries without room for another site: what else was dropped then is in no count. */
  readonly fullAlerts: number
  /** Rises of some device's rx_dropped that summaries told of. */
  readonly rxDroppedHints: number
  /** Drops without details because the budget of their key was used up. */
  readonly overBudget: number
  /** Drops whose flow found no room. */
  readonly withoutFlow: number
}

/** Turns alerts into rows of the session. */
export class AlertRows {
  readonly #context: DropSourceContext
  /** Groups of hardware traps by name: a summary names only the trap. */
  readonly #trapGroups: ReadonlyMap<string, string>
  readonly #keys: AlertKeys
  readonly #flows: FlowTable
  readonly #flow = new Uint32Array(dropFlowWords)
  readonly #details = new DropDetails()
  readonly #keyCounts: TimedCounts
  readonly #flowCounts: TimedCounts
  #countRows: Row<'drop_count'>[] = []
  #flowCountRows: Row<'drop_flow_count'>[] = []
  #flowRows: Row<'drop_flow'>[] = []
  #blocks = 0
  /** Newest time in any alert. */
  #newestNs = 0
  readonly #tally = {
    drops: 0,
    alerts: 0,
    undecodedAlerts: 0,
    sitesInAlert: 0,
    fullAlerts: 0,
    rxDroppedHints: 0,
    withoutFlow: 0,
  }
  readonly #unknownAttributes = new Set<number>()
  readonly #told = new ToldDrops()
  readonly books = new DropBooks()

  constructor(context: DropSourceContext, trapGroups: ReadonlyMap<string, string>) {
    this.#context = context
    this.#trapGroups = trapGroups
    this.#keys = new AlertKeys(context)
    this.#flows = new FlowTable(context.idBase, (row) => this.#flowRows.push(row))
    this.#keyCounts = new TimedCounts(bucketNs, (key, at_ns, drops, bytes) =>
      this.#countRows.push({ key, at_ns, drops, bytes }),
    )
    this.#flowCounts = new TimedCounts(bucketNs, (flow, at_ns, drops, bytes) =>
      this.#flowCountRows.push({ flow, at_ns, drops, bytes }),
    )
  }

  get tally(): AlertTally {
    const unknownAttributes = [...this.#unknownAttributes].sort((a, b) => a - b)
    return { ...this.#tally, unknownAttributes, overBudget: this.#details.overBudget }
  }

  /** When the newest drop that was told of happened. */
  get newestNs(): number {
    return this.#newestNs
  }

  get masked(): number {
    return this.#told.masked
  }

  get topSite(): string {
    return this.#told.topSite
  }

  setMasks(masks: readonly Mask[]): void {
    this.#keys.setMasks(masks)
  }

  /** Looks anew at what changes with time. About each second. */
  refresh(nowNs: number): void {
    this.#keys.refresh()
    this.#flows.makeRoom(nowNs)
  }

  take(alert: Alert, nowNs: number): void {
    this.#tally.alerts += 1
    if (alert.kind === 'undecoded') {
      this.#tally.undecodedAlerts += 1
      return
    }
    for (const type of alert.unknown) this.#unknownAttributes.add(type)
    if (alert.kind === 'summary') this.#takeSummary(alert, nowNs)
    else this.#takePacket(alert, nowNs)
  }

  /** Writes what can no longer change. `nowNs` is undefined while more alerts wait: they are as old as the last one. */
  write(nowNs: number | undefined): void {
    const settledNs = (nowNs ?? this.#newestNs) - lateNs
    this.#keyCounts.closeUntil(settledNs)
    this.#flowCounts.closeUntil(settledNs)
    this.#flowCounts.setBucket(this.#flows.known > manyFlows ? slowBucketNs : bucketNs)
    this.#addRows()
  }

  /** Writes all. */
  flush(): void {
    this.#keyCounts.flush()
    this.#flowCounts.flush()
    this.#addRows()
  }

  #takeSummary({ sites, traps }: SummaryAlert, nowNs: number): void {
    const software = this.#context.hardwareOnly ? [] : sites
    // The second that the alert is about began with its first drop.
    const atNs = Math.max(0, nowNs - hysteresisMs * 1e6)
    this.#newestNs = Math.max(this.#newestNs, atNs)
    const entries = Math.max(traps.length, software.length)
    this.#tally.sitesInAlert = Math.max(this.#tally.sitesInAlert, entries)
    if (entries >= sitesPerAlert) this.#tally.fullAlerts += 1
    for (const { pc, drops } of software) {
      // Not a site: some device's rx_dropped has risen (looked at every 2 s). Its counter says by how much.
      if (pc === 0n) this.#tally.rxDroppedHints += drops
      else this.#countWithin({ ...nothingTold, pc }, atNs, drops)
    }
    for (const { name, drops } of traps) {
      const trap = `${this.#trapGroups.get(name) ?? ''}/${name}`
      this.#countWithin({ ...nothingTold, trap }, atNs, drops)
    }
  }

  #takePacket(alert: PacketAlert, nowNs: number): void {
    const { hardware, protocol, payload, originalLength } = alert
    if (!hardware && this.#context.hardwareOnly) return
    const atNs = this.#timeOf(alert.timestampNs, nowNs)
    this.#newestNs = Math.max(this.#newestNs, atNs)
    if (!this.books.holds(atNs)) {
      this.books.leaveOut(atNs, 1)
      return
    }
    const key = this.#keys.keyOf({
      pc: hardware ? 0n : alert.pc,
      symbol: alert.symbol,
      reason: alert.reason,
      ifindex: alert.ifindex,
      interfaceName: alert.interfaceName,
      protocol,
      trap: hardware ? trapOf(alert) : '',
    })
    this.#count(key, atNs, 1, originalLength)
    if (key.masked) return
    const link = payloadLink(payload, protocol, originalLength)
    readDropFlow(payload, link, key.id, this.#flow)
    const flow = this.#flows.idOf(this.#flow, atNs)
    if (flow === 0) this.#tally.withoutFlow += 1
    else this.#flowCounts.add(flow, atNs, 1, originalLength)
    this.#details.add(alert, key, flow, atNs, link)
  }

  /** A summary does not tell when in its second; one that the books cover in part is divided evenly. */
  #countWithin(parts: AlertKeyParts, atNs: number, drops: number): void {
    const { openedNs, closedNs } = this.books
    const before = Math.round(drops * shareOfSecond(openedNs - atNs))
    const upToEnd = Math.round(drops * shareOfSecond(closedNs - atNs))
    const within = Math.max(0, upToEnd - before)
    if (within > 0) {
      this.#count(this.#keys.keyOf(parts), Math.max(atNs, openedNs), within, 0)
    }
    this.books.leaveOutBefore(before)
    this.books.leaveOutAfter(drops - before - within)
  }

  #count(key: AlertKey, atNs: number, drops: number, bytes: number): void {
    this.#told.add(key.siteName, key.masked, drops)
    this.#tally.drops += drops
    this.#keyCounts.add(key.id, atNs, drops, bytes)
  }

  #timeOf(timestampNs: bigint, nowNs: number): number {
    if (timestampNs === 0n) return nowNs
    const atNs = this.#context.clock.fromWall(
      Number(timestampNs / 1_000_000_000n),
      Number(timestampNs % 1_000_000_000n),
    )
    if (atNs > nowNs || nowNs - atNs > stampTrustNs) return nowNs
    return Math.max(0, atNs)
  }

  #addRows(): void {
    const { sink, idBase } = this.#context
    if (this.#flowRows.length > 0) sink.add('drop_flow', this.#flowRows)
    if (this.#countRows.length > 0) sink.add('drop_count', this.#countRows)
    if (this.#flowCountRows.length > 0) sink.add('drop_flow_count', this.#flowCountRows)
    for (const block of this.#details.take()) {
      const id = idBase + ++this.#blocks
      sink.add('drop_block', [{ id, source: 'drop-monitor', ...block }])
    }
    this.#flowRows = []
    this.#countRows = []
    this.#flowCountRows = []
  }
}

/** Which part of a summary's second so many nanoseconds from its beginning are. */
const shareOfSecond = (ns: number): number => Math.min(1, Math.max(0, ns / (hysteresisMs * 1e6)))

/** TC_COOKIE_MAX_SIZE */
const longestCookie = 16

/** With the cookie of the tc filter behind it, where there is one: `tc filter show` prints it the same way. */
function trapOf({ trapGroup, trapName, flowActionCookie }: PacketAlert): string {
  const trap = `${trapGroup}/${trapName}`
  if (flowActionCookie === undefined || flowActionCookie.length === 0) return trap
  return `${trap}/${Buffer.from(flowActionCookie.subarray(0, longestCookie)).toString('hex')}`
}

const nothingTold = {
  pc: 0n,
  symbol: '',
  reason: '',
  ifindex: 0,
  interfaceName: '',
  protocol: 0,
  trap: '',
} as const
