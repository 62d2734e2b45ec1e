import type { PacketHeaders } from '../../session/packet/headers.js'

export interface FlowKey {
  /** 4, 6, or 0 for what is not IP. */
  readonly family: number
  /** IP protocol. */
  readonly proto: number
  readonly src: string
  /** Source port, or ICMP type. */
  readonly sport: number
  readonly dst: string
  /** Destination port, or ICMP code. */
  readonly dport: number
  /** FIN 1, SYN 2, RST 4, ACK 16. */
  readonly tcpFlags: number
}

/** One drop of which the details were kept. */
export interface DropSample {
  readonly atNs: number
  readonly cpu: number
  /** Length of the skb. */
  readonly length: number
  readonly gsoSegments: number
  /** Interface the packet came in on; 0 = made on this host. */
  readonly incomingIfindex: number
  /** PACKET_HOST 0, BROADCAST 1, MULTICAST 2, OTHERHOST 3, OUTGOING 4. */
  readonly packetType: number
  /** undefined if no header bytes were kept. */
  readonly headers: PacketHeaders | undefined
  /** The bytes behind `headers`, from the MAC or the network header. */
  readonly head: Uint8Array
  readonly headStart: 'mac' | 'network' | 'none'
  readonly ipSummed: number
  readonly socket: SampleSocket | undefined
  /** Kernel functions, innermost first, compiler suffixes removed. */
  readonly stack: readonly string[]
}

export interface SampleSocket {
  readonly inode: number
  readonly family: number
  readonly protocol: number
  readonly state: number
  readonly localPort: number
  readonly remotePort: number
  readonly rcvbuf: number
  readonly rmem: number
}

/**
 * Drops with the same site, reason, interface, namespace and flow: what causes claim, never in parts.
 * Sums over all groups are exactly the drops counted in the kernel.
 */
export interface DropGroup {
  readonly id: number
  /** drop_key.id */
  readonly key: number
  /** drop_flow.id; 0 for the rest of a key whose flows did not fit the kernel map. */
  readonly flowId: number
  /** Plain symbol; '' if the source does not tell. */
  readonly site: string
  readonly reason: string
  /** Devlink trap of a hardware drop, 'GROUP/NAME' or 'GROUP/NAME/COOKIE'; '' for drops in the kernel. */
  readonly trap: string
  /** Which of the interfaces that had the number one after the other: split-by-interface.ts. Absent where there was one only. */
  readonly part?: number
  /** netns.id, or null. */
  readonly netns: number | null
  readonly ifindex: number
  readonly protocol: number
  readonly flow: FlowKey | undefined
  readonly masked: boolean
  readonly drops: number
  readonly bytes: number
  readonly fromNs: number
  readonly toNs: number
  /** Buckets with drops: pairs of (start ns, drops), in time order. */
  readonly buckets: Float64Array
  /** Some of its drops in detail; those of its key if it has none of its own. */
  readonly samples: readonly DropSample[]
  /**
   * flow.id of the captured flow these were: the source told no packets, and captured ones of that kind are exactly as
   * many as were dropped. See identify-by-traffic.ts.
   */
  readonly capturedFlow?: number
}
