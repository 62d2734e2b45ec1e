import type { BpfDropSource } from '../../../native/index.js'
import { dropRecord } from '../../../session/drop-record.js'
import type { Row } from '../../../session/tables.js'
import type { DropReasons } from '../../host/drop-reasons.js'
import type {
  DropSourceContext,
  Mask,
  MaskField,
  RunningDropSource,
  SourceHealth,
} from '../../source.js'
import { CountBuckets } from '../rows/count-buckets.js'
import { detailBlocks } from '../rows/detail-blocks.js'
import { DropBooks } from '../rows/drop-books.js'
import { ToldDrops } from '../rows/told-drops.js'
import { bpfHealth } from './health.js'
import { rememberedCounts, SessionFlows } from './session-flows.js'
import { SessionKeys } from './session-keys.js'

const bucketNs = 1e8
const slowBucketNs = 1e9
/** With more flows than this they are read each second: a row per flow and 100 ms would be a flood of its own. */
const manyFlows = 4096
/** What was lost, for the progress line and for health: asks the kernel. */
const statisticsEveryNs = 1e9
/** A socket that goes on dropping is told of so often. */
const inodeAgainNs = 1e9
/** Beyond that all are told of again: cheaper than remembering every socket of a busy host. */
const inodesRemembered = 10_000

export interface RunningBpfOptions {
  readonly source: BpfDropSource
  readonly context: DropSourceContext
  readonly reasons: DropReasons
  /** Why addresses cannot be resolved, '' if they can. */
  readonly symbolsMissing: string
}

/** The BPF program while it is attached: moves what it counted into the session. */
export class RunningBpf implements RunningDropSource {
  readonly #options: RunningBpfOptions
  readonly #keyCounts: CountBuckets
  readonly #flowCounts: CountBuckets
  readonly #keys: SessionKeys
  readonly #flows: SessionFlows
  #countRows: Row<'drop_count'>[] = []
  #flowRows: Row<'drop_flow_count'>[] = []
  readonly #inodeToldNs = new Map<number, number>()
  #flowsMet = 0
  #ofForgottenFlows = 0
  #flowsReadNs = 0
  #blocks: number
  #drops = 0
  readonly #books = new DropBooks()
  /** false while what is read lies outside of the books. */
  #writes = true
  /** When the counts were last read. */
  #readNs = 0
  readonly #told = new ToldDrops()
  #statistics
  #statisticsReadNs = 0
  #closed = false

  constructor(options: RunningBpfOptions) {
    this.#options = options
    const { source, context, reasons } = options
    const { sink, clock, idBase } = context
    const startNs = clock.now()
    this.#keys = new SessionKeys(context, reasons)
    this.#flows = new SessionFlows(sink, this.#keys, idBase)
    this.#blocks = idBase
    this.#keyCounts = new CountBuckets(startNs, bucketNs, (key, bucketNs, drops, bytes) => {
      const at_ns = this.#keys.rowNs(key, bucketNs)
      this.#countRows.push({ key: this.#keys.idOf(key), at_ns, drops, bytes })
    })
    this.#flowCounts = new CountBuckets(
      startNs,
      bucketNs,
      (id, bucketNs, drops, bytes) => {
        const flow = this.#flows.idOf(id)
        const at_ns = this.#keys.rowNs(this.#flows.keyOf(id), bucketNs)
        if (flow !== 0) this.#flowRows.push({ flow, at_ns, drops, bytes })
        else if (!this.#flows.knows(id)) this.#ofForgottenFlows += drops
      },
      rememberedCounts,
    )
    this.#statistics = source.statistics()
    sink.add('reason', reasons.all)
  }

  get totals(): RunningDropSource['totals'] {
    const { overBudget, ringFull, keyMapFull, missed } = this.#statistics
    return {
      drops: this.#drops,
      masked: this.#told.masked,
      lostDetails: overBudget + ringFull,
      uncounted: keyMapFull + missed,
      topSite: this.#told.topSite,
    }
  }

  get blindTo(): readonly MaskField[] {
    const { reasons, symbolsMissing } = this.#options
    return [
      ...(reasons.all.length === 0 ? (['reason'] as const) : []),
      ...(symbolsMissing === '' ? [] : (['site'] as const)),
    ]
  }

  poll(): void {
    if (!this.#closed && !this.#books.isClosed) this.#drops += this.#read(false)
  }

  openBooks(): void {
    this.#writes = false
    this.#books.leaveOutBefore(this.#read(true))
    this.#split()
    this.#told.clear()
    this.#books.open(this.#readNs)
    this.#writes = true
  }

  splitBooks(): void {
    if (this.#closed || this.#books.isClosed) return
    this.#drops += this.#read(true)
    this.#split()
  }

  closeBooks(): void {
    if (this.#closed) return
    this.#writes = true
    this.#drops += this.#read(true)
    this.#books.close(this.#readNs)
    this.#split()
    this.#writes = false
  }

  setMasks(masks: readonly Mask[]): void {
    if (this.#closed || this.#books.isClosed) return
    this.#drops += this.#read(true)
    const { source } = this.#options
    // The kernel first: what it still counts with flows and details until the reading below is on the old side.
    for (const key of this.#keys.changing(masks)) source.setMasked(key, !this.#keys.isMasked(key))
    this.#drops += this.#read(true)
    this.#split()
    for (const key of this.#keys.change(masks)) source.setMasked(key, this.#keys.isMasked(key))
  }

  health(): SourceHealth {
    const flowMapFull = this.#statistics.flowMapFull + this.#ofForgottenFlows
    const health = bpfHealth({ ...this.#statistics, flowMapFull }, this.#options.symbolsMissing)
    return { ...health, detail: { ...health.detail, ...this.#books.outside } }
  }

  stop(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    const { source } = this.#options
    try {
      source.detach()
      const drops = this.#read(true)
      if (this.#books.isClosed) this.#books.leaveOutAfter(drops)
      else this.#drops += drops
      this.#keyCounts.flush()
      this.#flowCounts.flush()
      this.#addCounts()
    } finally {
      this.#closed = true
      source.close()
    }
    return Promise.resolve()
  }

  /** Returns how many drops were added. */
  #read(all: boolean): number {
    const { source, context } = this.#options
    const { sink, clock, symbols, idBase } = context
    // Details first: what they refer to then comes with the counts.
    const details = source.details()
    const withFlows = all || this.#flowsDue(clock.now())
    const counts = source.counts(withFlows)
    const nowNs = clock.now()
    // What dropped before comes before what is new: a new interface may have the number of one of these.
    for (let i = 0; i < counts.keys.length; i += 3)
      this.#keys.again(counts.keys[i] ?? 0, this.#readNs)
    this.#readNs = nowNs

    this.#maskNewlyNamed()
    for (const key of counts.newKeys) {
      if (this.#keys.add(key)) source.setMasked(key.id, true)
    }
    this.#flows.add(counts.newFlows)
    this.#flowsMet += counts.newFlows.length
    for (const { id, frames } of details.newStacks) {
      const ids = frames.map((frame) => symbols.idOf(frame))
      sink.add('stack', [{ id: idBase + id, frames: JSON.stringify(ids) }])
    }
    this.#addDetails(details.records, nowNs)

    this.#tell(counts.keys)
    const added = this.#keyCounts.add(counts.keys, nowNs)
    if (withFlows) {
      this.#flowsReadNs = nowNs
      this.#flowCounts.add(counts.flows, nowNs)
      this.#flowCounts.setBucket(this.#flowsMet > manyFlows ? slowBucketNs : bucketNs)
    }
    this.#addCounts()
    if (all || nowNs - this.#statisticsReadNs >= statisticsEveryNs) {
      this.#statisticsReadNs = nowNs
      this.#statistics = source.statistics()
    }
    return added
  }

  #flowsDue(nowNs: number): boolean {
    return this.#flowsMet <= manyFlows || nowNs - this.#flowsReadNs >= slowBucketNs
  }

  /** A mask by name also covers what was dropped before the name was known. */
  #maskNewlyNamed(): void {
    const named = this.#keys.newlyNamed()
    if (named.length === 0) return
    this.#split()
    const allAlong = named.filter((key) => {
      const wasMasked = this.#keys.maskNamed(key)
      this.#options.source.setMasked(key, true)
      if (wasMasked) this.#told.wasMasked(this.#siteOf(key), this.#keyCounts.dropsOf(key))
      return wasMasked
    })
    this.#flows.hide(allAlong)
  }

  /** What was counted so far goes to the ids in force; what comes next is in buckets of its own. */
  #split(): void {
    const nowNs = this.#options.context.clock.now()
    this.#keyCounts.split(nowNs)
    this.#flowCounts.split(nowNs)
    this.#addCounts()
  }

  /** Before the counts, triples as read, are added to what is known. */
  #tell(triples: Float64Array): void {
    if (!this.#writes) return
    for (let i = 0; i + 1 < triples.length; i += 3) {
      const key = triples[i] ?? 0
      const drops = (triples[i + 1] ?? 0) - this.#keyCounts.dropsOf(key)
      this.#told.add(this.#siteOf(key), this.#keys.isMasked(key), drops)
    }
  }

  #siteOf(key: number): string {
    return this.#options.context.symbols.symbol(this.#keys.siteOf(key)).name
  }

  #addDetails(records: ArrayBuffer, nowNs: number): void {
    const { sink, idBase } = this.#options.context
    if (!this.#writes) return
    const blocks = detailBlocks(records, (view, offset) => {
      if (!this.#books.holds(view.getFloat64(offset + dropRecord.atNs, true))) return false
      const inode = view.getFloat64(offset + dropRecord.socketInode, true)
      const key = view.getUint32(offset + dropRecord.key, true)
      if (inode > 0) this.#tellInode(inode, key, nowNs)
      if (this.#keys.isMasked(key)) return false
      const flow = view.getUint32(offset + dropRecord.flow, true)
      const stack = view.getUint32(offset + dropRecord.stack, true)
      view.setUint32(offset + dropRecord.key, this.#keys.idOf(key), true)
      view.setUint32(offset + dropRecord.flow, this.#flows.idOf(flow), true)
      if (stack !== 0) view.setUint32(offset + dropRecord.stack, idBase + stack, true)
      return true
    })
    for (const block of blocks) {
      sink.add('drop_block', [{ id: ++this.#blocks, source: 'bpf', ...block }])
    }
  }

  #tellInode(inode: number, key: number, nowNs: number): void {
    const toldNs = this.#inodeToldNs.get(inode)
    if (toldNs !== undefined && nowNs - toldNs < inodeAgainNs) return
    if (this.#inodeToldNs.size >= inodesRemembered) this.#inodeToldNs.clear()
    this.#inodeToldNs.set(inode, nowNs)
    this.#options.context.onSocketDrop(inode, this.#keys.netnsOf(key))
  }

  #addCounts(): void {
    const { sink } = this.#options.context
    if (this.#writes && this.#countRows.length > 0) sink.add('drop_count', this.#countRows)
    if (this.#writes && this.#flowRows.length > 0) sink.add('drop_flow_count', this.#flowRows)
    this.#countRows = []
    this.#flowRows = []
  }
}
