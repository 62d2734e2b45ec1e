import type { BpfDropSource, NewFlow, NewKey } from '../../../native/index.js'
import { dropRecord } from '../../../session/drop-record.js'
import type { Row } from '../../../session/tables.js'
import type { DropReasons } from '../../host/drop-reasons.js'
import type { KernelSymbol } from '../../host/kernel-symbols.js'
import { addressText } from '../../netlink/addresses.js'
import type { DropSourceContext, RunningDropSource, SourceHealth } from '../../source.js'
import { CountBuckets } from '../rows/count-buckets.js'
import { detailBlocks } from '../rows/detail-blocks.js'
import { isMasked } from '../rows/mask.js'
import { symbolRows, type SymbolRows } from '../rows/symbol-rows.js'
import { bpfHealth } from './health.js'

const bucketNs = 1e8
const slowBucketNs = 1e9
/** With more flows than this they are read each second: a row per flow and 100 ms would be a flood of its own. */
const manyFlows = 4096
/** A socket that goes on dropping is told of so often. */
const inodeAgainNs = 1e9
/** Beyond that all are told of again: cheaper than remembering every socket of a busy host. */
const inodesRemembered = 10_000

export interface RunningBpfOptions {
  readonly source: BpfDropSource
  readonly context: DropSourceContext
  readonly reasons: DropReasons
  /** Resolves an address of the running kernel. */
  readonly resolve: (address: bigint) => KernelSymbol
  /** Why addresses cannot be resolved, '' if they can. */
  readonly symbolsMissing: string
}

/** The BPF program while it is attached: moves what it counted into the session. */
export class RunningBpf implements RunningDropSource {
  readonly #options: RunningBpfOptions
  readonly #symbols: SymbolRows
  readonly #keyCounts: CountBuckets
  readonly #flowCounts: CountBuckets
  #countRows: Row<'drop_count'>[] = []
  #flowRows: Row<'drop_flow_count'>[] = []
  /** By key id: symbol id of its site. */
  readonly #siteOfKey: number[] = [0]
  readonly #maskedKeys = new Set<number>()
  /** Flows of masked keys that were met before the mask reached the kernel: they are not described. */
  readonly #hiddenFlows = new Set<number>()
  readonly #inodeToldNs = new Map<number, number>()
  #flows = 0
  #flowsReadNs = 0
  #blocks = 0
  #drops = 0
  #masked = 0
  #statistics
  #closed = false

  constructor(options: RunningBpfOptions) {
    this.#options = options
    const { source, context, reasons, resolve } = options
    const { sink, clock } = context
    this.#symbols = symbolRows(sink, resolve)
    const startNs = clock.now()
    this.#keyCounts = new CountBuckets(startNs, bucketNs, (key, at_ns, drops, bytes) =>
      this.#countRows.push({ key, at_ns, drops, bytes }),
    )
    this.#flowCounts = new CountBuckets(startNs, bucketNs, (flow, at_ns, drops, bytes) => {
      if (!this.#hiddenFlows.has(flow)) this.#flowRows.push({ flow, at_ns, drops, bytes })
    })
    this.#statistics = source.statistics()
    sink.add('reason', reasons.all)
  }

  get totals(): RunningDropSource['totals'] {
    const { overBudget, ringFull } = this.#statistics
    return {
      drops: this.#drops,
      masked: this.#masked,
      lostDetails: overBudget + ringFull,
      topSite: this.#topSite(),
    }
  }

  poll(): void {
    if (!this.#closed) this.#read(false)
  }

  health(): SourceHealth {
    return bpfHealth(this.#statistics, this.#options.symbolsMissing)
  }

  stop(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    const { source } = this.#options
    try {
      source.detach()
      this.#read(true)
      this.#keyCounts.flush()
      this.#flowCounts.flush()
      this.#addCounts()
    } finally {
      this.#closed = true
      source.close()
    }
    return Promise.resolve()
  }

  #read(last: boolean): void {
    const { source, context } = this.#options
    const { sink, clock } = context
    // Details first: what they refer to then comes with the counts.
    const details = source.details()
    const withFlows = last || this.#flowsDue(clock.now())
    const counts = source.counts(withFlows)
    const nowNs = clock.now()

    for (const key of counts.newKeys) this.#addKey(key)
    const flows = counts.newFlows.filter((flow) => !this.#isHidden(flow))
    if (flows.length > 0) sink.add('drop_flow', flows.map(flowRow))
    this.#flows += flows.length
    for (const { id, frames } of details.newStacks) {
      const symbols = frames.map((frame) => this.#symbols.idOf(frame))
      sink.add('stack', [{ id, frames: JSON.stringify(symbols) }])
    }
    this.#addDetails(details.records, nowNs)

    this.#drops += this.#keyCounts.add(counts.keys, nowNs)
    this.#masked = this.#maskedDrops()
    if (withFlows) {
      this.#flowsReadNs = nowNs
      this.#flowCounts.add(counts.flows, nowNs)
      this.#flowCounts.setBucket(this.#flows > manyFlows ? slowBucketNs : bucketNs)
    }
    this.#addCounts()
    this.#statistics = source.statistics()
  }

  #flowsDue(nowNs: number): boolean {
    return this.#flows <= manyFlows || nowNs - this.#flowsReadNs >= slowBucketNs
  }

  #addKey(key: NewKey): void {
    const { source, context, reasons } = this.#options
    const site = this.#symbols.idOf(key.address)
    const reason = reasons.name(key.reason)
    const netns = key.netnsInode === 0 ? null : context.netns.idOf(key.netnsInode, key.netnsCookie)
    const masked = this.#isMaskedKey(key, site, reason, netns)
    if (masked) {
      source.setMasked(key.id, true)
      this.#maskedKeys.add(key.id)
    }
    this.#siteOfKey[key.id] = site
    context.sink.add('drop_key', [
      {
        id: key.id,
        source: 'bpf',
        site,
        reason,
        netns,
        ifindex: key.ifindex,
        protocol: key.protocol,
        masked: masked ? 1 : 0,
      },
    ])
  }

  #isMaskedKey(key: NewKey, site: number, reason: string, netns: number | null): boolean {
    const { context } = this.#options
    const { masks, netns: registry } = context
    if (masks.length === 0) return false
    const byNetns = masks.some(({ field }) => field === 'netns')
    return isMasked(masks, {
      reason,
      site: this.#symbols.symbol(site).name,
      iface: netns === null ? undefined : context.interfaceName(netns, key.ifindex),
      // Listing namespaces looks into /proc: only where it is asked for.
      netns: byNetns ? registry.list().find(({ id }) => id === netns)?.name : undefined,
    })
  }

  #isHidden(flow: NewFlow): boolean {
    if (!this.#maskedKeys.has(flow.key)) return false
    this.#hiddenFlows.add(flow.id)
    return true
  }

  #addDetails(records: ArrayBuffer, nowNs: number): void {
    const { sink } = this.#options.context
    const blocks = detailBlocks(records, (view, offset) => {
      const inode = view.getFloat64(offset + dropRecord.socketInode, true)
      if (inode > 0) this.#tellInode(inode, nowNs)
      return !this.#maskedKeys.has(view.getUint32(offset + dropRecord.key, true))
    })
    for (const block of blocks) {
      sink.add('drop_block', [{ id: ++this.#blocks, source: 'bpf', ...block }])
    }
  }

  #tellInode(inode: number, nowNs: number): void {
    const toldNs = this.#inodeToldNs.get(inode)
    if (toldNs !== undefined && nowNs - toldNs < inodeAgainNs) return
    if (this.#inodeToldNs.size >= inodesRemembered) this.#inodeToldNs.clear()
    this.#inodeToldNs.set(inode, nowNs)
    this.#options.context.onSocketInode(inode)
  }

  #addCounts(): void {
    const { sink } = this.#options.context
    if (this.#countRows.length > 0) sink.add('drop_count', this.#countRows)
    if (this.#flowRows.length > 0) sink.add('drop_flow_count', this.#flowRows)
    this.#countRows = []
    this.#flowRows = []
  }

  #maskedDrops(): number {
    let masked = 0
    for (const key of this.#maskedKeys) masked += this.#keyCounts.dropsOf(key)
    return masked
  }

  #topSite(): string {
    const dropsOfSite = new Map<number, number>()
    for (const [key, site] of this.#siteOfKey.entries()) {
      if (this.#maskedKeys.has(key)) continue
      dropsOfSite.set(site, (dropsOfSite.get(site) ?? 0) + this.#keyCounts.dropsOf(key))
    }
    let top = 0
    for (const [site, drops] of dropsOfSite) if (drops > (dropsOfSite.get(top) ?? 0)) top = site
    return this.#symbols.symbol(top).name
  }
}

const flowRow = (flow: NewFlow): Row<'drop_flow'> => ({
  id: flow.id,
  key: flow.key,
  family: flow.family,
  proto: flow.proto,
  src: flow.src.length === 0 ? '' : addressText(flow.src),
  sport: flow.sport,
  dst: flow.dst.length === 0 ? '' : addressText(flow.dst),
  dport: flow.dport,
  tcp_flags: flow.tcpFlags,
})
