import { freemem } from 'node:os'
import type { NetnsRegistry, SessionClock, Sink, SourceHealth } from '../source.js'
import { CaptureGeneration } from './capture-generation.js'
import { captureUnavailable } from './capture-process.js'
import type { SlotCounts } from './capture-protocol.js'
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
import { identity } from './interface-openings.js'
import { laterRingBytes, planBuffers, type BufferPlan } from './kernel-buffers.js'
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

/** A process is replaced at most this often where a namespace waits for its release or memory is short, or else for its memory. */
const replaceForNetnsNs = 3e9
const replaceForMemoryNs = 30e9
/** Counts of a capture that ended may still come from its process for as long as this. */
const forgetAfterNs = 10e9

class LibpcapCapture implements RunningPackets {
  readonly #options: PacketsOptions
  readonly #context: CaptureContext
  /** By slot: those that run, and those that have ended a moment ago. */
  readonly #captures = new Map<number, InterfaceCapture>()
  /** All that ended earlier: where interfaces come and go there is no end of them. */
  readonly #forgotten = { captures: 0, packets: 0, lost: 0 }
  #current: CaptureGeneration
  #replacement: Promise<void> | undefined
  #replacedAtNs = -Infinity
  #plan: BufferPlan = planBuffers(1, freemem())
  #started = false
  #lastSlot = 0
  #lastBlock = 0
  #cutShort = false
  /** The most at one time. */
  #overInterfaceLimit = 0
  #earlierCpuMs = 0
  #stopped: Promise<void> | undefined

  constructor(options: PacketsOptions) {
    this.#options = options
    const { sink, clock, snapLength, filter } = options
    const nextBlockId = () => ++this.#lastBlock
    const flows = new FlowSeconds(sink)
    this.#context = { sink, clock, flows, snapLength, filter, nextBlockId }
    this.#current = this.#newGeneration(false)
  }

  get totals() {
    let { packets, lost } = this.#forgotten
    for (const capture of this.#captures.values()) {
      packets += capture.packets
      lost += capture.lost
    }
    return { packets, lost, cpuMs: this.#earlierCpuMs + this.#current.cpuMs }
  }

  /** Resolves once every interface has been opened or refused. */
  async start(all: readonly CaptureInterface[]): Promise<void> {
    const { interfaces, filter } = this.#options
    const wanted = chooseInterfaces(interfaces, all)
    this.#plan = planBuffers(wanted.length, freemem())
    this.#openWanted(wanted)
    await this.#current.openings.settled()
    this.#started = true
    if (this.#current.death !== undefined) throw captureUnavailable(this.#current.death)
    const [failure] = this.#current.failures
    if (failure === undefined) return
    if (failure.isFilter && this.#captures.size === 0) throw badFilter(filter, failure.why)
    if (!isForAll(interfaces)) throw captureUnavailable(failure.why)
  }

  refresh(): void {
    if (this.#current.death !== undefined || this.#stopped !== undefined) return
    const all = this.#options.listInterfaces()
    const present = new Set(all.map(identity))
    for (const capture of this.#living()) if (!present.has(identity(capture.of))) this.#end(capture)
    this.#current.openings.forgetAbsent(present)
    const now = this.#context.clock.now()
    // What is opened now would be missed by a process that is on its way.
    if (this.#replacement === undefined) {
      this.#openWanted(chooseInterfaces(this.#options.interfaces, all))
      if (this.#mustReplace(now)) this.#replacement = this.#replace(now)
    }
    for (const capture of this.#captures.values()) {
      capture.refresh(now)
      if (now - (capture.toNs ?? now) > forgetAfterNs) this.#forget(capture)
    }
    // One second more: blocks of other interfaces may still bring packets of the second before.
    this.#context.flows.flush(Math.floor(now / 1e9) - 1)
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  health(): SourceHealth {
    const { packets, lost } = this.totals
    return packetHealth({
      captures: this.#forgotten.captures + this.#captures.size,
      packets,
      lost,
      failures: this.#current.failures.map(({ why }) => why),
      death: this.#current.death,
      cutShort: this.#cutShort,
      overInterfaceLimit: this.#overInterfaceLimit,
      flowPacketsOverLimit: this.#context.flows.overLimit,
      bufferBytes: this.#plan.bytes,
    })
  }

  async #stop(): Promise<void> {
    const upToWallUs = wallUs()
    await this.#replacement
    await this.#current.stop(upToWallUs)
    // An interface may have gone while a replacement tried to open it, and no `refresh` has come since.
    this.#current.openings.forgetAbsent(new Set(this.#options.listInterfaces().map(identity)))
    this.#cutShort ||= this.#current.cutShort
    for (const capture of this.#living()) capture.end('')
    for (const capture of this.#captures.values()) capture.flush()
    this.#context.flows.flush(Infinity)
  }

  #newGeneration(held: boolean): CaptureGeneration {
    const generation: CaptureGeneration = new CaptureGeneration(
      this.#options.netns,
      {
        onPackets: (message, after) => this.#captures.get(message.slot)?.take(message, after),
        onOpened: (capture, linkType) => this.#opened(capture, linkType),
        onCounts: (counts) => {
          if (generation === this.#current) this.#count(counts)
        },
        // A replacement that fails is no loss: the old process goes on.
        onDeath: (why) => {
          if (generation === this.#current) this.#die(why)
        },
      },
      held,
    )
    return generation
  }

  #mustReplace(nowNs: number): boolean {
    const sinceNs = nowNs - this.#replacedAtNs
    const living = new Set(this.#options.netns.list().map(({ id }) => id))
    const { unwantedBytes } = this.#current
    const isShort = unwantedBytes > this.#plan.limitBytes / 4
    if (isShort || this.#current.pins(living)) return sinceNs >= replaceForNetnsNs
    return unwantedBytes > 0 && sinceNs >= replaceForMemoryNs
  }

  /** Hands over to a new process without losing or doubling a packet: see CaptureGeneration. */
  async #replace(nowNs: number): Promise<void> {
    this.#replacedAtNs = nowNs
    const old = this.#current
    const next = this.#newGeneration(true)
    const living = this.#living()
    const { bytes } = planBuffers(living.length, freemem())
    for (const capture of living) next.open(capture, bytes)
    await next.openings.settled()
    if (next.death === undefined && old.death === undefined) {
      const cutUs = wallUs()
      await old.stop(cutUs)
      this.#cutShort ||= old.cutShort
      this.#earlierCpuMs += old.cpuMs
      for (const capture of this.#captures.values()) capture.handOver()
      this.#current = next
      next.release(cutUs)
    } else {
      await next.stop(-Infinity)
    }
    this.#replacement = undefined
  }

  #living(): InterfaceCapture[] {
    return [...this.#captures.values()].filter((capture) => capture.toNs === undefined)
  }

  #openWanted(wanted: readonly CaptureInterface[]): void {
    const { openings } = this.#current
    const living = this.#living()
    const captured = new Set(living.map(({ of }) => identity(of)))
    let over = 0
    for (const of of wanted) {
      if (!of.up || captured.has(identity(of)) || !openings.mayOpen(of)) continue
      const bytes = this.#ringBytes()
      if (bytes === undefined) {
        over += 1
        continue
      }
      const capture = new InterfaceCapture(++this.#lastSlot, of, this.#context)
      this.#current.open(capture, bytes)
    }
    this.#overInterfaceLimit = Math.max(this.#overInterfaceLimit, over)
  }

  /** Of one more interface; undefined = all the memory there is for rings is taken. */
  #ringBytes(): number | undefined {
    const { ringBytes } = this.#current
    if (this.#started) return laterRingBytes(this.#plan, ringBytes)
    return ringBytes + this.#plan.bytes > this.#plan.limitBytes ? undefined : this.#plan.bytes
  }

  #forget({ slot, packets, lost }: InterfaceCapture): void {
    this.#captures.delete(slot)
    this.#context.flows.removeInterface(slot)
    this.#forgotten.captures += 1
    this.#forgotten.packets += packets
    this.#forgotten.lost += lost
  }

  /** The `pcap` package says nothing when its interface is gone: it just stays silent. */
  #end(capture: InterfaceCapture): void {
    const isNetnsGone = !this.#options.netns.list().some(({ id }) => id === capture.of.netns)
    const why = isNetnsGone ? 'namespace vanished' : 'interface vanished'
    this.#current.close(capture.slot)
    capture.end(why)
    this.#tell('interface', `capture on ${interfaceText(capture.of)} ended: ${why}`)
  }

  #count(counts: readonly SlotCounts[]): void {
    for (const { slot, lost } of counts) this.#captures.get(slot)?.setLost(lost)
  }

  #opened(capture: InterfaceCapture, linkType: number): void {
    if (this.#captures.has(capture.slot)) return
    this.#captures.set(capture.slot, capture)
    capture.opened(linkType)
    if (!this.#started) return
    this.#tell('interface', `capture on ${interfaceText(capture.of)} began: it appeared or came up`)
  }

  #die(why: string): void {
    for (const capture of this.#living()) capture.end(`capture process ended: ${why}`)
    this.#tell('source', `the capture process ended (${why}): no packets from here on`)
  }

  #tell(kind: 'interface' | 'source', text: string): void {
    this.#context.sink.add('event', [{ at_ns: this.#context.clock.now(), kind, text }])
  }
}

/** Up to the end of the millisecond that it is. */
const wallUs = (): number => Date.now() * 1000 + 999
