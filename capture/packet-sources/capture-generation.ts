import type { NetnsRegistry } from '../source.js'
import { CaptureProcess } from './capture-process.js'
import type { Message, Notice, SlotCounts } from './capture-protocol.js'
import type { InterfaceCapture } from './interface-capture.js'
import { InterfaceOpenings, type OpenFailure } from './interface-openings.js'

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
  /** Sockets that are no longer wanted but cannot be closed. */
  unwanted = 0
  cutShort = false
  readonly #process: CaptureProcess
  readonly #events: GenerationEvents
  readonly #netns = new Set<number>()
  #held: Message[] | undefined
  #afterWallUs = -Infinity

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

  open(capture: InterfaceCapture, bufferBytes: number): void {
    const { of, snapLength, filter } = capture
    this.#netns.add(of.netns)
    this.openings.open(capture, { snapLength, filter, bufferBytes })
  }

  close(slot: number): void {
    this.unwanted += 1
    this.#process.send({ kind: 'close', slot })
  }

  /** true = it keeps a namespace alive that nobody else does. */
  pins(living: ReadonlySet<number>): boolean {
    return [...this.#netns].some((netns) => !living.has(netns))
  }

  /** Packets up to `afterWallUs` (microseconds of wall-clock time) were another process's. */
  release(afterWallUs: number): void {
    this.#afterWallUs = afterWallUs
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
    if (this.#held === undefined) this.#events.onPackets(message, this.#afterWallUs)
    else this.#held.push(message)
  }

  #hear(notice: Notice): void {
    if (notice.kind === 'opened') {
      const capture = this.openings.succeeded(notice.slot)
      if (capture !== undefined) this.#events.onOpened(capture, notice.linkType)
      this.openings.settleIfDone()
    } else if (notice.kind === 'failed') {
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
