import { ipProtocol, tcpFlag } from '../../session/packet/numbers.js'
import type { DroppedPackets } from './dropped-packets.js'
import type { FlowPairs } from './flow-pairs.js'

/** What to look for in the packets of a flow; several may hold. */
export const interest = {
  /** TCP: packets of this direction were dropped. */
  segments: 1,
  /** TCP: packets of this direction or the other were dropped. */
  connection: 2,
  /** TCP: a packet was dropped that may have been part of a handshake. */
  handshake: 4,
  /** Not TCP: dropped packets can be told from others of the flow. */
  copies: 8,
  /** ICMP errors about this flow. */
  errors: 16,
} as const

export interface DropInterest {
  /** By flow; flows beyond the end are of none. */
  readonly ofFlow: Uint8Array
  /** Fingerprints of dropped packets, by flow of interest `copies`. */
  readonly fingerprints: ReadonlyMap<number, ReadonlySet<number>>
}

/** Two packets of a flow with the same fingerprint are the same one, if the flow's packets differ in it at all. */
export const fingerprint = (ipId: number, checksum: number): number => ipId * 65536 + checksum

export function dropInterest(dropped: DroppedPackets, flows: FlowPairs): DropInterest {
  const ofFlow = new Uint8Array(flows.count)
  const fingerprints = new Map<number, ReadonlySet<number>>()
  const mark = (flow: number, bits: number): void => {
    ofFlow[flow] = (ofFlow[flow] ?? 0) | bits
  }
  for (const flow of dropped.flows) {
    mark(flow, interest.errors)
    if (flows.protocolOf(flow) === ipProtocol.tcp) {
      mark(flow, interest.segments | interest.connection)
      mark(flow ^ 1, interest.connection)
      if (dropped.ofFlow(flow).some((i) => mayBeHandshake(dropped, i))) {
        mark(flow, interest.handshake)
        mark(flow ^ 1, interest.handshake)
      }
    } else {
      const telling = tellingFingerprints(dropped, flow)
      if (telling === undefined) continue
      mark(flow, interest.copies)
      fingerprints.set(flow, telling)
    }
  }
  return { ofFlow, fingerprints }
}

function mayBeHandshake(dropped: DroppedPackets, i: number): boolean {
  const flags = dropped.flags(i)
  if (flags < 0) return false
  const isBareAck = dropped.length(i) === 0 && (flags & tcpFlag.rst) === 0
  return (flags & tcpFlag.syn) !== 0 || isBareAck
}

/**
 * undefined where packets of the flow look all alike: Linux leaves the IP id at 0 where packets may not be fragmented, and
 * on veth and loopback the checksum to nobody.
 */
function tellingFingerprints(
  dropped: DroppedPackets,
  flow: number,
): ReadonlySet<number> | undefined {
  const packets = [...dropped.ofFlow(flow)]
  const prints = new Set(packets.map((i) => fingerprint(dropped.ipId(i), dropped.checksum(i))))
  const ids = new Set(packets.map((i) => dropped.ipId(i)))
  const differ = packets.length > 1 && prints.size >= packets.length * 0.9
  const counted = packets.every((i) => dropped.ipId(i) > 0) && ids.size >= packets.length * 0.9
  return differ || counted ? prints : undefined
}
