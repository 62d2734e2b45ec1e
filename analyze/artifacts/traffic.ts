import type { FlowKey } from './group.js'

/** A flow as the capture saw it on one interface. */
export interface TrafficFlow {
  /** flow.id */
  readonly id: number
  readonly netns: number
  readonly ifindex: number
  /** EtherType; 4 for 802.3 frames with LLC. */
  readonly protocol: number
  readonly family: number
  readonly proto: number
  /** Addresses; MAC addresses if not IP. */
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
  readonly packets: number
  readonly bytes: number
  readonly fromNs: number
  readonly toNs: number
}

/** All captured traffic of one second. */
export interface TrafficSecond {
  readonly atNs: number
  readonly packets: number
  readonly bytes: number
}

export interface Conversation {
  readonly there: TrafficFlow
  readonly back: TrafficFlow
}

/** Times of flows are whole seconds; those of one interface are numbered in the order in which they began. */
export const beganBefore = (flow: TrafficFlow, other: TrafficFlow): boolean =>
  flow.fromNs < other.fromNs || (flow.fromNs === other.fromNs && flow.id < other.id)

export class Traffic {
  readonly flows: readonly TrafficFlow[]
  /** Packets captured, and packets the capture itself lost. */
  readonly packets: number
  readonly lost: number
  /** In order of time; seconds without any are left out. */
  readonly seconds: readonly TrafficSecond[]
  readonly #packets = new Map<string, number>()
  readonly #flows = new Map<string, TrafficFlow[]>()

  constructor(
    flows: readonly TrafficFlow[],
    packets: number,
    lost: number,
    seconds: readonly TrafficSecond[] = [],
  ) {
    this.flows = flows
    this.seconds = seconds
    this.packets = packets
    this.lost = lost
    for (const f of flows) {
      const key = keyOf(f.netns, f.proto, f.src, f.sport, f.dst, f.dport)
      // one packet is seen on several interfaces of a namespace (bridge and port, lower and upper device)
      this.#packets.set(key, Math.max(this.#packets.get(key) ?? 0, f.packets))
      const known = this.#flows.get(key)
      if (known === undefined) this.#flows.set(key, [f])
      else known.push(f)
    }
  }

  /** Packets of a flow seen in a namespace; undefined if none was. */
  packetsOf(netns: number | null, flow: FlowKey): number | undefined {
    return this.#packets.get(keyOf(netns, flow.proto, flow.src, flow.sport, flow.dst, flow.dport))
  }

  /** Both directions of a conversation as one interface saw them; undefined where none saw both. */
  conversation(netns: number | null, flow: FlowKey): Conversation | undefined {
    const { proto, src, sport, dst, dport } = flow
    const back = this.#flows.get(keyOf(netns, proto, dst, dport, src, sport)) ?? []
    for (const there of this.#flows.get(keyOf(netns, proto, src, sport, dst, dport)) ?? []) {
      const answer = back.find(({ ifindex }) => ifindex === there.ifindex)
      if (answer !== undefined) return { there, back: answer }
    }
    return undefined
  }

  /** Packets the other way round: answers. */
  answersTo(netns: number | null, flow: FlowKey): number | undefined {
    return this.#packets.get(keyOf(netns, flow.proto, flow.dst, flow.dport, flow.src, flow.sport))
  }
}

const keyOf = (
  netns: number | null,
  proto: number,
  src: string,
  sport: number,
  dst: string,
  dport: number,
): string => `${netns} ${proto} ${src} ${sport} ${dst} ${dport}`
