import type { NetnsRegistry } from '../source.js'
import { CaptureProcess } from './capture-process.js'
import type { Message, Notice, SlotCounts } from './capture-protocol.js'
import type { InterfaceCapture } from './interface-capture.js'
import { InterfaceOpenings, type OpenFailure } from './interface-openings.js'
import { StampCut } from './stamp-cut.js'

export interface GenerationEvents {
  onPackets(message: Message, afterWallUs: number): void
  onOpened(capture: InterfaceCapture, linkType: number): void
  onCounts(counts: readonly SlotCounts[]): void
  onDeath(why: string): void
}

/**
 * One capture process and what it has open. A process cannot give a packet socket back: the `pcap` package closes
 * one only when another packet comes, and meanwhile its ring, and with it the whole namespace, stays alive. So
 * when a namespace is gone the process is replaced by one that never opened it. Both see each packet with the
 * same stamp, therefore a cut at one stamp between the two loses nothing and doubles nothing.
 */
export class CaptureGeneration {
  readonly openings: InterfaceOpenings
  cpuMs = 0
  death: string | undefined
  cutShort = false
  readonly #process: CaptureProcess
  readonly #events: GenerationEvents
  readonly #netns = new Set<number>()
  /** Bytes of the rings it holds, by slot; of them those that are no longer wanted but cannot be closed. */
  readonly #rings = new Map<number, number>()
  #unwantedBytes = 0
  #held: Message[] | undefined
  #cut: StampCut | undefined

  /** `held` = packets wait until `release`. */
  constructor(netns: NetnsRegistry, events: GenerationEvents, held: boolean) {
    this.#events = events
    this.#held = held ? [] : undefined
    this.#process = new CaptureProcess({
      onPackets: (message) => this.#take(message),
      onNotice: (notice) => this.#hear(notice),
      onDeath: (why) => this.#die(why),
    })
    this.openings = new InterfaceOpenings(this.#process, netns)
  }

  get failures(): readonly OpenFailure[] {
    return this.openings.failures
  }

  /** Kernel memory of all its rings. */
  get ringBytes(): number {
    return [...this.#rings.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  get unwantedBytes(): number {
    return this.#unwantedBytes
  }

  open(capture: InterfaceCapture, bufferBytes: number): void {
    const { of, snapLength, filter } = capture
    this.#netns.add(of.netns)
    this.#rings.set(capture.slot, bufferBytes)
    this.openings.open(capture, { snapLength, filter, bufferBytes })
  }

  close(slot: number): void {
    this.#unwantedBytes += this.#rings.get(slot) ?? 0
    this.#process.send({ kind: 'close', slot })
  }

  /** true = it keeps a namespace alive that nobody else does. */
  pins(living: ReadonlySet<number>): boolean {
    return [...this.#netns].some((netns) => !living.has(netns))
  }

  /** Packets up to `afterWallUs` (microseconds of wall-clock time) were another process's. */
  release(afterWallUs: number): void {
    this.#cut = new StampCut(afterWallUs, performance.now())
    const held = this.#held ?? []
    this.#held = undefined
    for (const message of held) this.#take(message)
  }

  /** Ends the process once it has passed on what is stamped up to `upToWallUs`. */
  async stop(upToWallUs: number): Promise<void> {
    if (this.death === undefined && !(await this.#process.stop(upToWallUs))) this.cutShort = true
    this.openings.abandon()
  }

  #take(message: Message): void {
    if (this.#held !== undefined) this.#held.push(message)
    else this.#events.onPackets(message, this.#cut?.afterWallUs(performance.now()) ?? -Infinity)
  }

  #hear(notice: Notice): void {
    if (notice.kind === 'opened') {
      const capture = this.openings.succeeded(notice.slot)
      if (capture !== undefined) this.#events.onOpened(capture, notice.linkType)
      this.openings.settleIfDone()
    } else if (notice.kind === 'failed') {
      this.#rings.delete(notice.slot)
      this.openings.failed(notice.slot, notice.why, notice.isFilter)
      this.openings.settleIfDone()
    } else if (notice.kind === 'closed') {
      this.#events.onCounts([notice.counts])
    } else if (notice.kind === 'counts' || notice.kind === 'stopped') {
      this.cpuMs = notice.cpuMs
      this.#events.onCounts(notice.counts)
      if (notice.kind === 'stopped') this.cutShort = notice.cutShort
    }
  }

  #die(why: string): void {
    this.death = why
    this.openings.abandon()
    this.#events.onDeath(why)
  }
}
