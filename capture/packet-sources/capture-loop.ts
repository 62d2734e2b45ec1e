import type { Notice, SlotCounts } from './capture-protocol.js'
import { PacketBlock } from './packet-block.js'
import { FilterRefused, LivePcap, ringTimeoutMs, type LivePcapOptions } from './pcap-session.js'

/** Packets wait at most this long before they are written. */
const flushEveryMs = 100
/** How often sessions are looked at whose polling has died. */
const deafEveryMs = 10
const countsEveryMs = 1000
/** How many packets may pass before a look at the clock, and how long until other work gets its turn. */
const packetsPerLook = 256
const turnMs = 20
/** The kernel hands over a block that is not full after ringTimeoutMs; one timer tick more to be sure. */
const drainMs = ringTimeoutMs + 50
const maxDrainMs = 500

interface Slot {
  readonly slot: number
  readonly pcap: LivePcap
  readonly block: PacketBlock
  packets: number
  lastWallUs: number
  /** Losses when the stop came; what is lost while draining came later and is no loss. */
  lostAtStop: number | undefined
}

export interface CaptureLoopEdges {
  readonly write: (message: Uint8Array) => void
  readonly tell: (notice: Notice) => void
  /** Obeys what commands have come, without waiting. */
  readonly readCommands: () => void
  readonly cpuMs: () => number
  readonly exit: () => void
}

/** All captures of the process, and the fair sharing of its one thread among them. */
export class CaptureLoop {
  readonly #edges: CaptureLoopEdges
  readonly #slots = new Map<number, Slot>()
  /** When each slot is due: what the kernel still holds of it comes out only after a while. */
  readonly #closing = new Map<number, number>()
  /** No longer wanted, but not yet closed by the package. */
  readonly #lingering = new Set<LivePcap>()
  #lookIn = packetsPerLook
  #turnAt = performance.now()
  #flushAt = performance.now()
  #countsAt = performance.now()
  /** Packets stamped later than this (microseconds, wall clock) are no longer wanted. */
  #stopWallUs = Infinity
  #stoppedAt = Infinity
  #inTurn = false
  #deafTimer: NodeJS.Timeout | undefined

  constructor(edges: CaptureLoopEdges) {
    this.#edges = edges
    setInterval(() => this.#tick(), flushEveryMs)
  }

  open(
    slot: number,
    options: LivePcapOptions,
    inTarget: (open: (options: LivePcapOptions) => void) => void,
  ): void {
    try {
      inTarget((inside) => {
        const state: Slot = {
          slot,
          pcap: new LivePcap(inside, () => this.#take(state, options.snapLength)),
          block: new PacketBlock(slot, options.snapLength, this.#edges.write),
          packets: 0,
          lastWallUs: 0,
          lostAtStop: undefined,
        }
        this.#slots.set(slot, state)
        this.#edges.tell({ kind: 'opened', slot, linkType: state.pcap.linkType })
      })
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      this.#edges.tell({ kind: 'failed', slot, why, isFilter: error instanceof FilterRefused })
    }
  }

  /** No longer wanted, but first what has arrived. */
  close(slot: number): void {
    this.#closing.set(slot, performance.now() + drainMs)
  }

  /** Takes what is stamped up to `upToWallUs`, to the last packet, then ends the process. */
  stop(upToWallUs: number): void {
    if (this.#stoppedAt !== Infinity) return
    this.#stopWallUs = upToWallUs
    this.#stoppedAt = performance.now()
    for (const state of this.#slots.values()) state.lostAtStop = state.pcap.lost()
    const drain = setInterval(() => {
      for (const state of this.#slots.values()) state.pcap.dispatch()
      if (performance.now() - this.#stoppedAt < drainMs) return
      clearInterval(drain)
      this.#finish(false)
    }, flushEveryMs / 4)
  }

  /** Called by libpcap for every packet. */
  #take(state: Slot, snapLength: number): void {
    const { header, packet } = state.pcap
    const wallUs = (header[0] ?? 0) * 1e6 + (header[1] ?? 0)
    state.lastWallUs = wallUs
    if (wallUs <= this.#stopWallUs) {
      state.packets += 1
      const captured = Math.min(header[2] ?? 0, snapLength)
      state.block.add(wallUs, header[3] ?? 0, packet, captured)
    }
    if (--this.#lookIn > 0) return
    this.#lookIn = packetsPerLook
    if (!this.#inTurn && performance.now() - this.#turnAt > turnMs) this.#giveTurns()
  }

  /** Does from within the packets of one busy interface what the event loop cannot do meanwhile. */
  #giveTurns(): void {
    this.#inTurn = true
    try {
      this.#edges.readCommands()
      for (const state of this.#slots.values()) state.pcap.dispatch()
      this.#flushAndCount()
      this.#finishIfDrained(performance.now() - this.#stoppedAt)
    } finally {
      this.#inTurn = false
      this.#turnAt = performance.now()
    }
  }

  /** In a flood that never lets dispatch return: all wanted packets are there once later ones have come. */
  #finishIfDrained(sinceStopMs: number): void {
    const isBehind = [...this.#slots.values()].some(
      (state) => state.pcap.isDispatching && state.lastWallUs <= this.#stopWallUs,
    )
    if (sinceStopMs > (isBehind ? maxDrainMs : drainMs)) this.#finish(isBehind)
  }

  #tick(): void {
    this.#turnAt = performance.now()
    for (const state of this.#slots.values()) state.pcap.tick(() => state.packets)
    this.#closePending()
    this.#flushAndCount()
    this.#watchDeaf()
  }

  /** Only where there are such sessions: an idle recorder should not wake a hundred times a second. */
  #watchDeaf(): void {
    const isNeeded = [...this.#slots.values()].some((state) => state.pcap.isDeaf)
    if (isNeeded) this.#deafTimer ??= setInterval(() => this.#tickDeaf(), deafEveryMs)
    else clearInterval(this.#deafTimer)
    if (!isNeeded) this.#deafTimer = undefined
  }

  #tickDeaf(): void {
    this.#turnAt = performance.now()
    for (const state of this.#slots.values()) if (state.pcap.isDeaf) state.pcap.dispatch()
  }

  #flushAndCount(): void {
    const now = performance.now()
    if (now - this.#flushAt >= flushEveryMs - 1) {
      this.#flushAt = now
      for (const state of this.#slots.values()) state.block.flush()
    }
    if (now - this.#countsAt >= countsEveryMs) {
      this.#countsAt = now
      const counts = [...this.#slots.values()].map(countsOf)
      this.#edges.tell({ kind: 'counts', counts, cpuMs: this.#edges.cpuMs() })
    }
  }

  #closePending(): void {
    for (const [slot, dueAt] of this.#closing) {
      if (performance.now() < dueAt) continue
      this.#closing.delete(slot)
      const state = this.#slots.get(slot)
      if (state === undefined) continue
      state.pcap.dispatch()
      state.block.flush()
      this.#edges.tell({ kind: 'closed', counts: countsOf(state) })
      this.#slots.delete(slot)
      this.#lingering.add(state.pcap)
    }
    for (const pcap of this.#lingering) if (pcap.close()) this.#lingering.delete(pcap)
  }

  #finish(cutShort: boolean): void {
    for (const state of this.#slots.values()) state.block.flush()
    const counts = [...this.#slots.values()].map(countsOf)
    this.#edges.tell({ kind: 'stopped', counts, cpuMs: this.#edges.cpuMs(), cutShort })
    // Not by closing sessions and waiting: the package's close can hang (node_pcap#18, #108, #248).
    this.#edges.exit()
  }
}

const countsOf = (state: Slot): SlotCounts => ({
  slot: state.slot,
  packets: state.packets,
  lost: state.lostAtStop ?? state.pcap.lost(),
})
