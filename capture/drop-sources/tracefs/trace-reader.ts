import type { DropBooks } from '../rows/drop-books.js'
import { DetailRecords } from './detail-records.js'
import type { DropTally, TalliedKey } from './drop-tally.js'
import { PendingStacks } from './pending-stacks.js'
import { walkPage } from './ring-buffer-page.js'
import type { StackRows } from './stack-rows.js'
import type { TraceFormats } from './trace-formats.js'
import type { TraceInstance } from './trace-instance.js'

/** Details per key, CPU and reading, as the BPF source has it. */
const detailBudget = 16

export interface TraceReaderOptions {
  readonly instance: TraceInstance
  readonly formats: TraceFormats
  readonly tally: DropTally
  readonly stacks: StackRows
  /** CLOCK_MONOTONIC at the session's start: events are stamped by the trace clock 'mono'. */
  readonly originNs: bigint
  readonly idBase: number
  /** Pages of each CPU that one reading takes at most: a flood must not hold the event loop. */
  readonly maxPages: number
  /** Count drops here: there is no histogram that does. */
  readonly counts: boolean
  readonly books: DropBooks
}

/** Empties the buffers of all CPUs: counts drops and makes records of some. */
export class TraceReader {
  readonly details = new DetailRecords()
  readonly #options: TraceReaderOptions
  readonly #page: Uint8Array
  readonly #view: DataView
  readonly #pending = new Map<number, PendingStacks>()
  #reading = 0
  #cpu = 0
  #drops = 0
  #overBudget = 0
  #damagedPages = 0
  #pagesAfterLoss = 0
  #toldLost = 0

  constructor(options: TraceReaderOptions) {
    this.#options = options
    const { pageBytes } = options.formats.layout
    this.#page = new Uint8Array(pageBytes)
    this.#view = new DataView(this.#page.buffer)
  }

  /** Drops met in the buffers so far. */
  get drops(): number {
    return this.#drops
  }

  get statistics(): {
    readonly overBudget: number
    readonly damagedPages: number
    readonly pagesAfterLoss: number
    readonly toldLost: number
  } {
    return {
      overBudget: this.#overBudget,
      damagedPages: this.#damagedPages,
      /** Pages before which others were written over unread, and how many events the kernel says were in those. */
      pagesAfterLoss: this.#pagesAfterLoss,
      toldLost: this.#toldLost,
    }
  }

  /** Reads what there is; false if there may be more. */
  read(): boolean {
    const { instance, maxPages } = this.#options
    let all = true
    for (const cpu of instance.cpus) {
      this.#reading++
      this.#cpu = cpu
      let pages = 0
      while (pages < maxPages && instance.readPage(cpu, this.#page)) {
        this.#takePage()
        pages++
      }
      if (pages === maxPages) all = false
    }
    return all
  }

  #takePage(): void {
    const { formats, originNs } = this.#options
    const { lostBefore, damaged } = walkPage(
      this.#view,
      formats.layout,
      originNs,
      (at, length, atNs) => this.#takeEvent(at, length, atNs),
    )
    if (damaged) this.#damagedPages++
    if (lostBefore === 0) return
    this.#pagesAfterLoss++
    this.#toldLost += lostBefore ?? 0
  }

  #takeEvent(at: number, length: number, atNs: number): void {
    const { type, drop, stack } = this.#options.formats
    if (length < type.bytes) return
    const id = type.read(this.#view, at)
    if (id === drop.id) this.#takeDrop(at, length, atNs)
    else if (id === stack?.id) this.#takeStack(at, length)
  }

  #takeDrop(at: number, length: number, atNs: number): void {
    const { formats, tally, counts, books } = this.#options
    const { drop } = formats
    const view = this.#view
    if (length < drop.bytes) {
      this.#damagedPages++
      return
    }
    const location = drop.location(view, at)
    const pid = drop.pid(view, at)
    if (!books.holds(atNs)) {
      if (counts) books.leaveOut(atNs, 1)
      this.#pendingStacks().addDrop({ location, pid, record: -1 })
      return
    }
    const key = tally.key(location, drop.reason(view, at), drop.protocol(view, at))
    this.#drops++
    if (counts) key.drops++
    const record = this.#keepsDetail(key)
      ? this.details.add(atNs, this.#options.idBase + key.number, this.#cpu, pid)
      : -1
    this.#pendingStacks().addDrop({ location, pid, record })
  }

  #keepsDetail(key: TalliedKey): boolean {
    if (key.masked) return false
    if (key.reading !== this.#reading) {
      key.reading = this.#reading
      key.detailsLeft = detailBudget
    }
    if (key.detailsLeft === 0) {
      this.#overBudget++
      return false
    }
    key.detailsLeft--
    return true
  }

  #takeStack(at: number, length: number): void {
    const { formats, stacks } = this.#options
    const { stack } = formats
    if (stack === undefined) return
    const pending = this.#pendingStacks()
    const pid = length < 8 ? -1 : stack.pid(this.#view, at)
    const matched = pending.match(pid, stack.frames(this.#view, at, length))
    if (matched !== undefined) this.details.setStack(matched.record, stacks.idOf(matched.frames))
  }

  #pendingStacks(): PendingStacks {
    let pending = this.#pending.get(this.#cpu)
    if (pending === undefined) this.#pending.set(this.#cpu, (pending = new PendingStacks()))
    return pending
  }

  /** Records are handed over after each reading: a stack that comes later finds them gone. */
  forgetPending(): void {
    for (const pending of this.#pending.values()) pending.clear()
  }
}
