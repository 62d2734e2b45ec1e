import type { DropReasons } from '../../host/drop-reasons.js'
import type {
  DropSourceContext,
  Mask,
  MaskField,
  RunningDropSource,
  SourceHealth,
} from '../../source.js'
import { detailBlocks } from '../rows/detail-blocks.js'
import { DropBooks } from '../rows/drop-books.js'
import { DropTally } from './drop-tally.js'
import { tracefsHealth } from './health.js'
import { HistogramCounts } from './histogram-counts.js'
import { maskFilter } from './mask-filter.js'
import type { ProcessNames } from './process-names.js'
import { StackRows } from './stack-rows.js'
import { StackSwitch } from './stack-switch.js'
import type { TraceFormats } from './trace-formats.js'
import type { TraceInstance } from './trace-instance.js'
import { TraceReader } from './trace-reader.js'

/** How often the kernel's books of losses are read: a file for each CPU. */
const lossesEveryNs = 1e9

export interface RunningTracefsOptions {
  /** Set up, with its pipes open and the event enabled. */
  readonly instance: TraceInstance
  readonly formats: TraceFormats
  readonly context: DropSourceContext
  readonly reasons: DropReasons
  readonly names: ProcessNames
  readonly bufferKilobytes: number
  /** A histogram counts in the kernel. */
  readonly histogram: boolean
  /** Why addresses cannot be resolved, '' if they can. */
  readonly symbolsMissing: string
  /** Disarms the guard, once the instance is gone. */
  readonly disarm: () => void
}

/** A trace instance while it is recorded: moves what it counted into the session. */
export class RunningTracefs implements RunningDropSource {
  readonly #options: RunningTracefsOptions
  readonly #tally: DropTally
  readonly #reader: TraceReader
  readonly #stacks: StackRows
  readonly #histogram: HistogramCounts | undefined
  readonly #stackSwitch: StackSwitch
  #masks: readonly Mask[]
  #filter = ''
  #blocks = 0
  #lostEvents = 0
  #lossesReadNs = 0
  #withoutStacksNs = 0
  #lookedNs: number
  readonly #startNs: number
  readonly #books = new DropBooks()
  #closed = false

  constructor(options: RunningTracefsOptions) {
    this.#options = options
    const { context, reasons, instance, formats, histogram, bufferKilobytes } = options
    this.#masks = context.masks
    this.#startNs = this.#lookedNs = context.clock.now()
    this.#stackSwitch = new StackSwitch(this.#startNs)
    this.#tally = new DropTally(context, reasons)
    this.#histogram = histogram ? new HistogramCounts(this.#tally) : undefined
    this.#stacks = new StackRows(context)
    this.#reader = new TraceReader({
      instance,
      formats,
      tally: this.#tally,
      stacks: this.#stacks,
      originNs: context.clock.startMonotonicNs,
      idBase: context.idBase,
      maxPages: Math.ceil((bufferKilobytes * 1024) / formats.layout.pageBytes),
      counts: !histogram,
      books: this.#books,
    })
    context.sink.add('reason', reasons.all)
  }

  get totals(): RunningDropSource['totals'] {
    return {
      drops: this.#tally.drops,
      masked: this.#tally.masked,
      lostDetails:
        this.#reader.statistics.overBudget + (this.#histogram === undefined ? 0 : this.#lostEvents),
      uncounted: this.#histogram === undefined ? this.#lostEvents : this.#histogram.dropped,
      topSite: this.#tally.topSite,
    }
  }

  get blindTo(): readonly MaskField[] {
    const { formats, symbolsMissing } = this.#options
    return [
      ...(hasReasons(formats) ? [] : (['reason'] as const)),
      ...(symbolsMissing === '' ? [] : (['site'] as const)),
      'iface',
      'netns',
    ]
  }

  poll(): void {
    if (this.#closed || this.#books.isClosed) return
    this.#read()
    this.#tally.writeCounts()
    const nowNs = this.#options.context.clock.now()
    this.#turnStacks(nowNs)
    if (nowNs - this.#lossesReadNs >= lossesEveryNs) this.#readLosses(nowNs)
    this.#setFilter()
  }

  openBooks(): void {
    const { context, instance } = this.#options
    this.#books.open(Infinity)
    this.#read()
    if (this.#histogram !== undefined)
      this.#books.leaveOutBefore(this.#histogram.leaveOut(instance.histogram()))
    const nowNs = context.clock.now()
    this.#books.open(nowNs)
    this.#tally.beginAt(nowNs)
  }

  /** What waits in the buffers is left for `stop`: events carry their time, and the counters are to be read at once. */
  closeBooks(): void {
    if (this.#closed) return
    const { context, instance } = this.#options
    this.#histogram?.take(instance.histogram())
    this.#books.close(context.clock.now())
  }

  setMasks(masks: readonly Mask[]): void {
    if (this.#closed || this.#books.isClosed) return
    // What came so far is counted under the masks it came under.
    this.poll()
    this.#masks = masks
    this.#tally.setMasks(masks)
    this.#setFilter()
  }

  health(): SourceHealth {
    const { histogram, bufferKilobytes, formats, symbolsMissing } = this.#options
    const { overBudget, damagedPages } = this.#reader.statistics
    const statistics = {
      lostEvents: this.#lostEvents,
      histogram,
      histogramFull: this.#histogram?.dropped ?? 0,
      damagedPages,
      stackTableFull: this.#stacks.full,
      overBudget,
      bufferKilobytesPerCpu: bufferKilobytes,
      withoutStacks: this.#withoutStacksNs / Math.max(1, this.#lookedNs - this.#startNs),
      hasReasons: hasReasons(formats),
    }
    const health = tracefsHealth(statistics, symbolsMissing)
    return { ...health, detail: { ...health.detail, ...this.#books.outside } }
  }

  stop(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    const { instance, context, disarm } = this.#options
    try {
      instance.enable(false)
      this.#readToTheEnd()
      this.#readLosses(context.clock.now())
      this.#tally.finish()
      if (this.#books.isClosed && this.#histogram !== undefined)
        this.#books.leaveOutAfter(this.#histogram.leaveOut(instance.histogram()))
    } finally {
      this.#closed = true
      instance.remove()
      disarm()
    }
    return Promise.resolve()
  }

  /** Takes over a filter that was set before the event was enabled. */
  filterIs(filter: string): void {
    this.#filter = filter
  }

  #readToTheEnd(): void {
    // Nothing is written any more: what fills a buffer is its size at most.
    while (!this.#read());
  }

  /** false if there may be more in the buffers. */
  #read(): boolean {
    const { instance, context, names } = this.#options
    const isEmpty = this.#reader.read()
    if (this.#books.holds(context.clock.now())) this.#histogram?.take(instance.histogram())
    const records = this.#reader.details.take(names.of(this.#reader.details.pids))
    this.#reader.forgetPending()
    for (const block of detailBlocks(records, () => true)) {
      const id = context.idBase + ++this.#blocks
      context.sink.add('drop_block', [{ id, source: 'tracefs', ...block }])
    }
    return isEmpty
  }

  #turnStacks(nowNs: number): void {
    const { instance, formats } = this.#options
    if (!this.#stackSwitch.on) this.#withoutStacksNs += nowNs - this.#lookedNs
    this.#lookedNs = nowNs
    if (formats.stack === undefined) return
    const drops = this.#histogram?.drops ?? this.#reader.drops
    if (this.#stackSwitch.look(drops, nowNs)) {
      instance.write('options/stacktrace', this.#stackSwitch.on ? '1' : '0')
    }
  }

  #readLosses(nowNs: number): void {
    this.#lossesReadNs = nowNs
    this.#lostEvents = this.#options.instance.lost()
  }

  /** Without a histogram masked drops must come through: they are counted here. */
  #setFilter(): void {
    const { histogram, reasons, formats, instance } = this.#options
    if (!histogram) return
    const locations = this.#tally.maskedLocations()
    const filter = maskFilter(this.#masks, reasons, locations, formats.drop.keyFields)
    if (filter === this.#filter) return
    instance.setFilter(filter)
    this.#filter = filter
  }
}

/** Since 5.17. */
const hasReasons = ({ drop }: TraceFormats): boolean => drop.keyFields.includes('reason')
