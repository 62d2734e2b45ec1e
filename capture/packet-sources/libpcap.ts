import { freemem } from 'node:os'
import { flowTuple } from '../../session/packet/flow-key.js'
import type { NetnsRegistry, SessionClock, Sink, SourceHealth } from '../source.js'
import { CaptureProcess, captureUnavailable } from './capture-process.js'
import type { CaptureMessage, FlowSecond, NewFlow } from './capture-protocol.js'
import { badFilter } from './check-filter.js'
import {
  chooseInterfaces,
  interfaceText,
  isForAll,
  requireInterfaces,
  type CaptureInterface,
} from './choose-interfaces.js'
import { InterfaceCapture, type CaptureContext } from './interface-capture.js'
import { identity, InterfaceOpenings } from './interface-openings.js'
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
  /** To be called each second: takes up new interfaces, lets vanished ones go. */
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

/** Counts and packets of a capture that ended may still come for as long as this. */
const forgetAfterNs = 10e9

class LibpcapCapture implements RunningPackets {
  readonly #options: PacketsOptions
  readonly #context: CaptureContext
  readonly #process: CaptureProcess
  readonly #openings: InterfaceOpenings
  /** By slot: those that run, and those that have ended a moment ago. */
  readonly #captures = new Map<number, InterfaceCapture>()
  /** All that ended earlier: where interfaces come and go there is no end of them. */
  readonly #forgotten = { captures: 0, packets: 0, lost: 0 }
  /** Bytes of the ring of each slot. */
  readonly #rings = new Map<number, number>()
  #plan: BufferPlan = planBuffers(1, freemem())
  #started = false
  #lastSlot = 0
  #lastBlock = 0
  #death: string | undefined
  #cutShort = false
  #flowPacketsOverLimit = 0
  /** The most at one time. */
  #overInterfaceLimit = 0
  #cpuMs = 0
  #stopped: Promise<void> | undefined

  constructor(options: PacketsOptions) {
    this.#options = options
    const { sink, clock, snapLength, filter } = options
    const nextBlockId = () => ++this.#lastBlock
    this.#context = { sink, clock, snapLength, filter, nextBlockId }
    this.#process = new CaptureProcess(clock.startMonotonicNs, {
      onMessage: (message) => this.#hear(message),
      onDeath: (why) => this.#die(why),
    })
    this.#openings = new InterfaceOpenings(this.#process, options.netns)
  }

  get totals() {
    let { packets, lost } = this.#forgotten
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
    for (const capture of this.#captures.values()) {
      capture.writeRow()
      if (now - (capture.toNs ?? now) > forgetAfterNs) this.#forget(capture)
    }
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
      failures: this.#openings.failures.map(({ why }) => why),
      death: this.#death,
      cutShort: this.#cutShort,
      overInterfaceLimit: this.#overInterfaceLimit,
      flowPacketsOverLimit: this.#flowPacketsOverLimit,
      bufferBytes: this.#plan.bytes,
    })
  }

  async #stop(): Promise<void> {
    if (this.#death === undefined && !(await this.#process.stop())) this.#cutShort = true
    this.#openings.abandon()
    // An interface may have gone while it was being opened, and no `refresh` has come since.
    this.#openings.forgetAbsent(new Set(this.#options.listInterfaces().map(identity)))
    for (const capture of this.#living()) capture.end('')
    for (const capture of this.#captures.values()) capture.writeRow()
  }

  #hear(message: CaptureMessage): void {
    if (message.kind === 'packets') this.#captures.get(message.slot)?.take(message)
    else if (message.kind === 'newFlows') this.#addFlows(message.flows)
    else if (message.kind === 'seconds') this.#addSeconds(message.seconds)
    else if (message.kind === 'opened') {
      const capture = this.#openings.succeeded(message.slot)
      if (capture !== undefined) this.#opened(capture, message.linkType)
      this.#openings.settleIfDone()
    } else if (message.kind === 'failed') {
      this.#rings.delete(message.slot)
      this.#openings.failed(message.slot, message.why, message.isFilter)
      this.#openings.settleIfDone()
    } else if (message.kind === 'counts') {
      this.#cpuMs = message.cpuMs
      this.#flowPacketsOverLimit = message.overLimit
      for (const { slot, lost } of message.losses) {
        const capture = this.#captures.get(slot)
        if (capture !== undefined) capture.lost = lost
      }
    } else if (message.kind === 'stopped') this.#cutShort = message.cutShort
  }

  #addFlows(flows: readonly NewFlow[]): void {
    const rows = flows.map(({ id, slot, key }) => {
      const { netns = 0, ifindex = 0 } = this.#captures.get(slot)?.of ?? {}
      return { id, netns, ifindex, ...flowTuple(key) }
    })
    this.#context.sink.add('flow', rows)
  }

  #addSeconds(seconds: readonly FlowSecond[]): void {
    const rows = seconds.map(({ flow, second, packets, bytes }) => ({
      ...{ flow, at_ns: second * 1e9, packets, bytes },
    }))
    this.#context.sink.add('flow_second', rows)
  }

  #living(): InterfaceCapture[] {
    return [...this.#captures.values()].filter((capture) => capture.toNs === undefined)
  }

  #openWanted(wanted: readonly CaptureInterface[]): void {
    const { snapLength, filter } = this.#options
    const captured = new Set(this.#living().map(({ of }) => identity(of)))
    let over = 0
    for (const of of wanted) {
      if (!of.up || captured.has(identity(of)) || !this.#openings.mayOpen(of)) continue
      const bufferBytes = this.#ringBytes()
      if (bufferBytes === undefined) {
        over += 1
        continue
      }
      const capture = new InterfaceCapture(++this.#lastSlot, of, this.#context)
      this.#rings.set(capture.slot, bufferBytes)
      this.#openings.open(capture, { snapLength, filter, bufferBytes })
    }
    this.#overInterfaceLimit = Math.max(this.#overInterfaceLimit, over)
  }

  /** Of one more interface; undefined = all the memory there is for rings is taken. */
  #ringBytes(): number | undefined {
    const used = [...this.#rings.values()].reduce((sum, bytes) => sum + bytes, 0)
    if (this.#started) return laterRingBytes(this.#plan, used)
    return used + this.#plan.bytes > this.#plan.limitBytes ? undefined : this.#plan.bytes
  }

  #forget({ slot, packets, lost }: InterfaceCapture): void {
    this.#captures.delete(slot)
    this.#forgotten.captures += 1
    this.#forgotten.packets += packets
    this.#forgotten.lost += lost
  }

  /** libpcap says nothing when an interface is gone: it just stays silent. */
  #end(capture: InterfaceCapture): void {
    const isNetnsGone = !this.#options.netns.list().some(({ id }) => id === capture.of.netns)
    const why = isNetnsGone ? 'namespace vanished' : 'interface vanished'
    this.#process.send({ kind: 'close', slot: capture.slot })
    this.#rings.delete(capture.slot)
    capture.end(why)
    this.#tell('interface', `capture on ${interfaceText(capture.of)} ended: ${why}`)
  }

  #opened(capture: InterfaceCapture, linkType: number): void {
    this.#captures.set(capture.slot, capture)
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
