/** A session as pcapng: the captured traffic with a comment at each dropped packet, and the drops that were not captured. */
import type { Analysis } from '../../analyze/analyze.js'
import { loadTrust } from '../../analyze/model/trust.js'
import type { SessionReader } from '../../session/reader.js'
import { interfaceBlock, packetBlock, sectionBlock } from './blocks.js'
import {
  capturedStreams,
  packetsOf,
  type CapturedPacket,
  type CapturedStream,
} from './captured-streams.js'
import { cookedLength, cookedLinkType, cookedPacket } from './cooked.js'
import { dropWords } from './drop-words.js'
import { droppedPackets, type DroppedPacket } from './dropped-packets.js'
import { matchDrops } from './match.js'
import { mergedByTime } from './merge.js'
import { startUnixNs } from './start-time.js'

/** Bytes gathered before they are handed on. */
const chunkBytes = 1 << 20

export interface PcapngSummary {
  /** Captured packets written. */
  readonly captured: number
  /** Of these, packets that were dropped and say so. */
  readonly commented: number
  /** Dropped packets that were not in the capture, on the interface `dropped`. */
  readonly added: number
  /** Drops counted of which no details were kept: they are not in the file. */
  readonly withoutDetails: number
}

type Item =
  | { readonly atNs: number; readonly captured: CapturedPacket }
  | { readonly atNs: number; readonly drop: number; readonly dropped: DroppedPacket }

/** Of a block's time, which is any f64: NaN and what is beyond a BigInt's reach too. */
const wholeNs = (atNs: number): number =>
  Number.isFinite(atNs) ? Math.max(0, Math.round(atNs)) : 0

export async function writePcapng(
  reader: SessionReader,
  analysis: Analysis,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<PcapngSummary> {
  const { primarySource: source } = await loadTrust(reader)
  const keys = new Map((await reader.rows('drop_key')).map((key) => [key.id, key]))
  const protocols = new Map([...keys].map(([id, { protocol }]) => [id, protocol]))
  const streams = await capturedStreams(reader)
  const matches = await matchDrops(reader, source, streams, keys)
  const words = await dropWords(reader, analysis, keys)
  const start = await startUnixNs(reader)
  const out = new Chunks(write)

  out.add(sectionBlock(await section(reader, analysis)))
  const described = await Promise.all(streams.map((stream) => describe(reader, analysis, stream)))
  for (const each of described) out.add(interfaceBlock(each))
  const droppedInterface = streams.length
  out.add(interfaceBlock(droppedDescription))

  const summary = { captured: 0, commented: 0, added: 0 }
  for await (const item of items(reader, source, protocols, streams)) {
    const unixNs = start + BigInt(wholeNs(item.atNs))
    if ('captured' in item) {
      const { stream, ordinal, length, bytes } = item.captured
      const drop = matches.dropOf(stream, ordinal)
      const comment = drop === undefined ? '' : words(drop.key, drop.flow)
      out.add(packetBlock({ interfaceId: stream, unixNs, length, bytes, comment }))
      summary.captured++
      if (comment !== '') summary.commented++
    } else if (!matches.has(item.drop)) {
      const { dropped } = item
      const ifindex = keys.get(dropped.key)?.ifindex ?? 0
      out.add(
        packetBlock({
          interfaceId: droppedInterface,
          unixNs,
          length: cookedLength(dropped),
          bytes: cookedPacket(dropped, ifindex),
          comment: words(dropped.key, dropped.flow),
        }),
      )
      summary.added++
    }
    await out.flushIfFull()
  }
  await out.flush()
  const { drops, masked, withoutEvent } = analysis.findings.totals
  return {
    ...summary,
    withoutDetails: Math.max(0, drops - masked - withoutEvent - matches.details),
  }
}

const droppedDescription = {
  linkType: cookedLinkType,
  snapLength: 0,
  name: 'dropped',
  description: 'dropped packets that the capture did not see: headers from the drop event',
  filter: '',
}

async function* items(
  reader: SessionReader,
  source: string,
  protocols: ReadonlyMap<number, number>,
  streams: readonly CapturedStream[],
): AsyncGenerator<Item> {
  yield* mergedByTime<Item>(
    [
      ...streams.map((stream, i) => capturedItems(packetsOf(reader, stream, i))),
      droppedItems(droppedPackets(reader, source, protocols)),
    ],
    ({ atNs }) => atNs,
  )
}

async function* capturedItems(packets: AsyncIterable<CapturedPacket>): AsyncGenerator<Item> {
  for await (const captured of packets) yield { atNs: captured.atNs, captured }
}

async function* droppedItems(packets: AsyncIterable<DroppedPacket>): AsyncGenerator<Item> {
  let drop = 0
  for await (const dropped of packets) yield { atNs: dropped.atNs, drop: drop++, dropped }
}

async function section(reader: SessionReader, { findings }: Analysis) {
  const info = await reader.info()
  const { session, totals } = findings
  return {
    comment: [
      `dropcorr session ${session.file}: ${totals.drops} drops, ${totals.packets} packets captured.`,
      'A dropped packet has a comment: frame.comment contains "dropped". Those that the capture did not see are on the interface named dropped.',
      ...findings.findings.map((f) => `${f.id}: ${f.title}`),
    ].join('\n'),
    hardware: info.machine ?? '',
    os: `${session.distribution}, Linux ${session.kernel}, host ${session.host}`,
    application: `dropcorr ${session.toolVersion}`,
  }
}

async function describe(reader: SessionReader, analysis: Analysis, stream: CapturedStream) {
  const { netns, ifindex, linkType } = stream
  const [capture] = await reader.rows('capture', { where: { netns, ifindex } })
  const { host } = analysis.recorded
  const name = capture?.name ?? host?.interfaceName(netns, ifindex, 0) ?? `if${ifindex}`
  return {
    linkType,
    snapLength: capture?.snap_length ?? 0,
    name,
    description: `in network namespace ${host?.netnsName(netns) ?? netns}`,
    filter: capture?.filter ?? '',
  }
}

/** Gathers small blocks into large writes. */
class Chunks {
  readonly #write: (chunk: Uint8Array) => Promise<void>
  #blocks: Uint8Array[] = []
  #bytes = 0

  constructor(write: (chunk: Uint8Array) => Promise<void>) {
    this.#write = write
  }

  add(block: Uint8Array): void {
    this.#blocks.push(block)
    this.#bytes += block.length
  }

  async flushIfFull(): Promise<void> {
    if (this.#bytes >= chunkBytes) await this.flush()
  }

  async flush(): Promise<void> {
    const chunk = Buffer.concat(this.#blocks, this.#bytes)
    this.#blocks = []
    this.#bytes = 0
    if (chunk.length > 0) await this.#write(chunk)
  }
}
