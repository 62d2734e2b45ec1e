/**
 * Which captured packet is the one that was dropped. A packet is met on several interfaces (both ends of a veth, a
 * bridge and its port): the copy nearest to the drop is taken, each copy for one drop only.
 */
import { locateNetwork, locatedOffset, locatedType } from '../../session/packet/link-layer.js'
import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import { packetsOf, type CapturedPacket, type CapturedStream } from './captured-streams.js'
import { droppedPackets } from './dropped-packets.js'
import { mergedByTime } from './merge.js'
import { packetSignature } from './signature.js'

/** libpcap stamps are microseconds of wall-clock time, converted: a capture may seem later than the drop that followed. */
const clockSlackNs = 2e6
/** Copies of one packet that wait for a drop; beyond that the oldest is forgotten. */
const maxWaiting = 64

export interface Matches {
  /** By stream and ordinal of the captured packet. */
  dropOf(stream: number, ordinal: number): MatchedDrop | undefined
  /** Whether the drop of this number, in order of `droppedPackets`, was found in the capture. */
  has(drop: number): boolean
  /** Details of drops there are. */
  readonly details: number
}

export interface MatchedDrop {
  readonly key: number
  readonly flow: number
}

interface Drop extends MatchedDrop {
  readonly drop: number
  readonly atNs: number
  readonly signature: number
  readonly netns: number | null
  readonly ifindexes: readonly number[]
}

interface Waiting {
  readonly stream: number
  readonly ordinal: number
}

export async function matchDrops(
  reader: SessionReader,
  source: string,
  streams: readonly CapturedStream[],
  keys: ReadonlyMap<number, Row<'drop_key'>>,
): Promise<Matches> {
  const { drops, details } = await signedDrops(reader, source, keys)
  const wanted = new Map<number, Waiting[]>(drops.map(({ signature }) => [signature, []]))
  const byPacket = new Map<string, Drop>()
  const matched = new Set<number>()

  let next = 0
  const takeUntil = (atNs: number): void => {
    for (; next < drops.length; next++) {
      const drop = drops[next]
      if (drop === undefined || drop.atNs + clockSlackNs >= atNs) return
      const waiting = wanted.get(drop.signature) ?? []
      const at = nearest(waiting, drop, streams)
      const [found] = at < 0 ? [] : waiting.splice(at, 1)
      if (found === undefined) continue
      byPacket.set(`${found.stream} ${found.ordinal}`, drop)
      matched.add(drop.drop)
    }
  }
  const packets = mergedByTime(
    streams.map((stream, i) => packetsOf(reader, stream, i)),
    (packet) => packet.atNs,
  )
  for await (const packet of packets) {
    takeUntil(packet.atNs)
    const signature = signatureOf(packet, streams)
    const waiting = signature === undefined ? undefined : wanted.get(signature)
    if (waiting === undefined) continue
    waiting.push({ stream: packet.stream, ordinal: packet.ordinal })
    if (waiting.length > maxWaiting) waiting.shift()
  }
  takeUntil(Infinity)
  return {
    dropOf: (stream, ordinal) => byPacket.get(`${stream} ${ordinal}`),
    has: (drop) => matched.has(drop),
    details,
  }
}

async function signedDrops(
  reader: SessionReader,
  source: string,
  keys: ReadonlyMap<number, Row<'drop_key'>>,
): Promise<{ readonly drops: readonly Drop[]; readonly details: number }> {
  const protocols = new Map([...keys].map(([id, { protocol }]) => [id, protocol]))
  const drops: Drop[] = []
  let drop = -1
  for await (const packet of droppedPackets(reader, source, protocols)) {
    drop++
    const { atNs, signature, incomingIfindex } = packet
    if (signature === undefined) continue
    const key = keys.get(packet.key)
    const ifindexes = [key?.ifindex ?? 0, incomingIfindex].filter((ifindex) => ifindex > 0)
    const { key: id, flow } = packet
    drops.push({ drop, key: id, flow, atNs, signature, netns: key?.netns ?? null, ifindexes })
  }
  return { drops: drops.sort((a, b) => a.atNs - b.atNs), details: drop + 1 }
}

/** Index of the best copy, the newest among equals; -1 if there is none. */
function nearest(
  waiting: readonly Waiting[],
  { netns, ifindexes }: Drop,
  streams: readonly CapturedStream[],
): number {
  let best = -1
  let bestRank = -1
  for (const [i, { stream }] of waiting.entries()) {
    const of = streams[stream]
    const here = of?.netns === netns
    const rank = !here ? 0 : ifindexes.includes(of.ifindex) ? 2 : 1
    if (rank >= bestRank) {
      best = i
      bestRank = rank
    }
  }
  return best
}

function signatureOf(
  { bytes, stream }: CapturedPacket,
  streams: readonly CapturedStream[],
): number | undefined {
  const located = locateNetwork(bytes, 0, bytes.length, streams[stream]?.linkType ?? -1)
  if (located < 0) return undefined
  return packetSignature(bytes, locatedOffset(located), bytes.length, locatedType(located))
}
