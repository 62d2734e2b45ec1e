import { freemem } from 'node:os'
import type { NetnsRegistry, SessionClock, Sink, SourceHealth } from '../source.js'
import { CaptureProcess, captureUnavailable } from './capture-process.js'
import type { Notice } from './capture-protocol.js'
import { badFilter } from './check-filter.js'
import {
  chooseInterfaces,
  interfaceText,
  isForAll,
  requireInterfaces,
  type CaptureInterface,
} from './choose-interfaces.js'
import { FlowSeconds } from './flow-seconds.js'
import { InterfaceCapture, type CaptureContext } from './interface-capture.js'
import { identity, InterfaceOpenings } from './interface-openings.js'
import { planBuffers, type BufferPlan } from './kernel-buffers.js'
import { packetHealth } from './packet-health.js'

export { checkFilter } from './check-filter.js'
export type { CaptureInterface } from './choose-interfaces.js'

export interface PacketsOptions {
  /** As given to -i: 'eth0', 'NETNS/eth0'; empty = all that are up in every namespace covered. */
  readonly interfaces: readonly string[]
  /** In pcap syntax, '' = everything. Check it first with `checkFilter`. */
  readonly filter: string
  readonly snapLength: number
  readonly sink: Sink
  readonly clock: SessionClock
  readonly netns: NetnsRegistry
  /** All interfaces of the living namespaces, now. Called at the start and by each `refresh`. */
  listInterfaces(): readonly CaptureInterface[]
}

export interface RunningPackets {
  readonly totals: {
    readonly packets: number
    readonly lost: number
    /** CPU time of the capture process, as of the last second. */
    readonly cpuMs: number
  }
  /** To be called each second: takes up new interfaces, lets vanished ones go, writes what is ready. */
  refresh(): void
  health(): SourceHealth
  /** Takes what has arrived by now, to the last packet, and ends the capture process. */
  stop(): Promise<void>
}

/**
 * Starts capturing. Rejects with DropcorrError: exit 2 for an unknown interface or a bad filter, exit 3 if an
 * interface that was asked for cannot be captured, or nothing can.
 */
export async function startPackets(options: PacketsOptions): Promise<RunningPackets> {
  const all = options.listInterfaces()
  requireInterfaces(options.interfaces, all)
  const capture = new LibpcapCapture(options)
  try {
    await capture.start(all)
    return capture
  } catch (error) {
    await capture.stop()
    throw error
  }
}

class LibpcapCapture implements RunningPackets {
  readonly #options: PacketsOptions
  readonly #process: CaptureProcess
  readonly #openings: InterfaceOpenings
  readonly #context: CaptureContext
  /** All there were, by slot. */
  readonly #captures = new Map<number, InterfaceCapture>()
  #plan: BufferPlan = planBuffers(1, freemem())
  #started = false
  #lastSlot = 0
  #lastBlock = 0
  #death: string | undefined
  #cutShort = false
  #overInterfaceLimit = 0
  #cpuMs = 0
  #stopped: Promise<void> | undefined

  constructor(options: PacketsOptions) {
    this.#options = options
    const { sink, clock, snapLength, filter } = options
    const nextBlockId = () => ++this.#lastBlock
    const flows = new FlowSeconds(sink)
    this.#context = { sink, clock, flows, snapLength, filter, nextBlockId }
    this.#process = new CaptureProcess({
      onPackets: (message) => this.#captures.get(message.slot)?.take(message),
      onNotice: (notice) => this.#hear(notice),
      onDeath: (why) => this.#die(why),
    })
    this.#openings = new InterfaceOpenings(this.#process, options.netns)
  }

  get totals() {
    let packets = 0
    let lost = 0
    for (const capture of this.#captures.values()) {
      packets += capture.packets
      lost += capture.lost
    }
    return { packets, lost, cpuMs: this.#cpuMs }
  }

  /** Resolves once every interface has been opened or refused. */
  async start(all: readonly CaptureInterface[]): Promise<void> {
    const { interfaces, filter } = this.#options
    const wanted = chooseInterfaces(interfaces, all)
    this.#plan = planBuffers(wanted.length, freemem())
    this.#openWanted(wanted)
    await this.#openings.settled()
    this.#started = true
    if (this.#death !== undefined) throw captureUnavailable(this.#death)
    const [failure] = this.#openings.failures
    if (failure === undefined) return
    if (failure.isFilter && this.#captures.size === 0) throw badFilter(filter, failure.why)
    if (!isForAll(interfaces)) throw captureUnavailable(failure.why)
  }

  refresh(): void {
    if (this.#death !== undefined || this.#stopped !== undefined) return
    const all = this.#options.listInterfaces()
    const present = new Set(all.map(identity))
    for (const capture of this.#living()) if (!present.has(identity(capture.of))) this.#end(capture)
    this.#openings.forgetAbsent(present)
    this.#openWanted(chooseInterfaces(this.#options.interfaces, all))
    const now = this.#context.clock.now()
    for (const capture of this.#captures.values()) capture.refresh(now)
    // One second more: blocks of other interfaces may still bring packets of the second before.
    this.#context.flows.flush(Math.floor(now / 1e9) - 1)
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  health(): SourceHealth {
    return packetHealth({
      captures: [...this.#captures.values()],
      failures: this.#openings.failures.map(({ why }) => why),
      death: this.#death,
      cutShort: this.#cutShort,
      overInterfaceLimit: this.#overInterfaceLimit,
      flowPacketsOverLimit: this.#context.flows.overLimit,
      bufferBytes: this.#plan.bytes,
    })
  }

  async #stop(): Promise<void> {
    if (this.#death === undefined && !(await this.#process.stop())) this.#cutShort = true
    this.#openings.abandon()
    for (const capture of this.#living()) capture.end('')
    for (const capture of this.#captures.values()) capture.flush()
    this.#context.flows.flush(Infinity)
  }

  #living(): InterfaceCapture[] {
    return [...this.#captures.values()].filter((capture) => capture.toNs === undefined)
  }

  #openWanted(wanted: readonly CaptureInterface[]): void {
    const living = this.#living()
    const captured = new Set(living.map(({ of }) => identity(of)))
    const { snapLength, filter } = this.#options
    this.#overInterfaceLimit = 0
    for (const of of wanted) {
      if (!of.up || captured.has(identity(of)) || !this.#openings.mayOpen(of)) continue
      if (living.length + this.#openings.pending >= this.#plan.maxInterfaces) {
        this.#overInterfaceLimit += 1
        continue
      }
      const capture = new InterfaceCapture(++this.#lastSlot, of, this.#context)
      this.#openings.open(capture, { snapLength, filter, bufferBytes: this.#plan.bytes })
    }
  }

  /** The `pcap` package says nothing when its interface is gone: it just stays silent. */
  #end(capture: InterfaceCapture): void {
    const isNetnsGone = !this.#options.netns.list().some(({ id }) => id === capture.of.netns)
    const why = isNetnsGone ? 'namespace vanished' : 'interface vanished'
    this.#process.send({ kind: 'close', slot: capture.slot })
    capture.end(why)
    this.#tell('interface', `capture on ${interfaceText(capture.of)} ended: ${why}`)
  }

  #hear(notice: Notice): void {
    if (notice.kind === 'opened') this.#hearOpened(notice.slot, notice.linkType)
    else if (notice.kind === 'failed') {
      this.#openings.failed(notice.slot, notice.why, notice.isFilter)
    } else if (notice.kind === 'closed') {
      this.#captures.get(notice.counts.slot)?.setLost(notice.counts.lost)
    } else if (notice.kind === 'counts' || notice.kind === 'stopped') {
      this.#cpuMs = notice.cpuMs
      for (const { slot, lost } of notice.counts) this.#captures.get(slot)?.setLost(lost)
      if (notice.kind === 'stopped') this.#cutShort = notice.cutShort
    }
  }

  #hearOpened(slot: number, linkType: number): void {
    const capture = this.#openings.succeeded(slot)
    if (capture === undefined) return
    this.#captures.set(slot, capture)
    capture.opened(linkType)
    if (!this.#started) return
    this.#tell('interface', `capture on ${interfaceText(capture.of)} began: it appeared or came up`)
  }

  #die(why: string): void {
    this.#death = why
    this.#openings.abandon()
    for (const capture of this.#living()) capture.end(`capture process ended: ${why}`)
    this.#tell('source', `the capture process ended (${why}): no packets from here on`)
  }

  #tell(kind: 'interface' | 'source', text: string): void {
    this.#context.sink.add('event', [{ at_ns: this.#context.clock.now(), kind, text }])
  }
}
