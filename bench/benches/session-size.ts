/**
 * An hour of 10,000 drops/s and 100,000 packets/s through the session's writer, as fast as it takes them: the stamps are
 * those of an hour, so that --max-size makes room as it would then. `--scale 0.1` is six minutes of it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropRecord } from '../../session/drop-record.js'
import { linkType } from '../../session/packet/numbers.js'
import { packedPackets } from '../../session/pack-packets.js'
import { packetDeltasHeader } from '../../session/packet-deltas.js'
import { SessionReader } from '../../session/reader.js'
import { SessionWriter } from '../../session/writer.js'
import type { Bench } from '../bench.js'
import { udpRecords, type UdpChange } from '../scale/udp-records.js'

const fullSeconds = 3600
const dropsPerSecond = 10_000
const packetsPerSecond = 100_000
/** The recorder's budget of details lets some hundred of a storm through in each second. */
const detailsPerSecond = 500
const maxBytes = 256 << 20
const capturedBytes = 128
const packetsOfBlock = 2000
const keys = 10
const looks = 10
const changeNames = {
  nothing: 'payload same',
  number: 'payload same, numbered by IPv4',
  payload: 'of chance',
} as const

interface Look {
  readonly second: number
  readonly sessionMb: number
  readonly rssMb: number
}

const bench: Bench = {
  name: 'session-size',
  title: 'an hour of 10,000 drops/s and 100,000 packets/s in a session of --max-size 256M',
  async run({ scale, onStep }) {
    const seconds = Math.max(looks, Math.round(fullSeconds * scale))
    const folder = mkdtempSync(join(tmpdir(), 'dropcorr-size-'))
    try {
      const path = join(folder, 'session.db')
      const seen: Look[] = []
      const wallS = await write(path, seconds, (look) => {
        seen.push(look)
        const { second, sessionMb, rssMb } = look
        onStep(`${second} s: ${sessionMb.toFixed(0)} MB on disk, ${rssMb.toFixed(0)} MB of memory`)
      })
      const counted = await drops(path)
      const rows = seen.map(({ second, sessionMb, rssMb }) => [
        `${second} s`,
        sessionMb.toFixed(0),
        rssMb.toFixed(0),
      ])
      const packetBytes = (change: UdpChange) => (packed(change).length / packetsOfBlock).toFixed(0)
      // an enhanced packet block without options (draft-ietf-opsawg-pcapng, 4.3)
      const pcapng = 32 + capturedBytes
      const sizes = [
        ...(['nothing', 'number', 'payload'] as const).map((change) => [
          `packet, ${capturedBytes} bytes kept, ${changeNames[change]}`,
          packetBytes(change),
          String(pcapng),
        ]),
        ['details of a drop', String(dropRecord.size), '–'],
      ]
      return {
        tools: [
          { name: 'dropcorr', command: 'the SessionWriter of `dropcorr record --max-size 256M`' },
        ],
        skipped: [],
        tables: [
          {
            title: `drops counted: ${counted} of ${seconds * dropsPerSecond}; ${wallS.toFixed(0)} s for ${seconds} s`,
            columns: ['of the session', 'MB on disk', 'MB of memory'],
            rows,
          },
          { title: 'bytes by their formats', columns: ['of', 'session', 'pcapng'], rows: sizes },
        ],
        figures: { seconds, wallS, counted, seen },
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}
export default bench

/** A block as the recorder writes it. */
function packed(change: UdpChange): Uint8Array {
  return packedPackets(udpRecords(packetsOfBlock, capturedBytes, change), linkType.ethernet)
}

/** Returns the seconds that it took. */
async function write(path: string, seconds: number, look: (look: Look) => void): Promise<number> {
  const writer = await SessionWriter.create(path, { overwrite: true, maxBytes })
  const began = performance.now()
  let id = 0
  for (let second = 1; second <= seconds; second++) {
    const atNs = second * 1e9
    writer.add('clock', [{ at_ns: atNs, wall_s: second, wall_ns: 0 }])
    writer.add(
      'drop_count',
      Array.from({ length: 10 * keys }, (_, i) => ({
        key: 1 + (i % keys),
        at_ns: atNs + Math.floor(i / keys) * 1e8,
        drops: dropsPerSecond / 10 / keys,
        bytes: 100 * (dropsPerSecond / 10 / keys),
      })),
    )
    const times = { from_ns: atNs, to_ns: atNs + 1e9 - 1 }
    const details = new Uint8Array(detailsPerSecond * dropRecord.size)
    const drops = new DataView(details.buffer)
    for (let i = 0; i < detailsPerSecond; i++)
      drops.setFloat64(i * dropRecord.size + dropRecord.atNs, atNs + i, true)
    writer.add('drop_block', [
      { id: second, source: 'bpf', ...times, records: detailsPerSecond, data: details },
    ])
    for (let sent = 0; sent < packetsPerSecond; sent += packetsOfBlock) {
      const data = packetBlock(atNs + sent * (1e9 / packetsPerSecond))
      const bytes = packetsOfBlock * capturedBytes
      const of = { netns: 1, ifindex: 2, link_type: 1, packets: packetsOfBlock, bytes }
      writer.add('packet_block', [{ id: ++id, ...of, ...times, data }])
    }
    await writer.flush()
    if (second % Math.ceil(seconds / looks) === 0) {
      const rssMb = process.memoryUsage().rss / 2 ** 20
      look({ second, sessionMb: writer.bytesWritten / 2 ** 20, rssMb })
    }
  }
  await writer.close()
  if (writer.failure !== undefined) throw writer.failure
  return (performance.now() - began) / 1000
}

/** As if encrypted: what a recorder has to write most of. */
const template = packed('payload')

function packetBlock(atNs: number): Uint8Array {
  const data = Uint8Array.from(template)
  new DataView(data.buffer).setFloat64(packetDeltasHeader.atNs, atNs, true)
  return data
}

async function drops(path: string): Promise<number> {
  const reader = await SessionReader.open(path)
  try {
    const [row] = await reader.query('SELECT sum(drops) AS drops FROM drop_count')
    return Number(row?.['drops'])
  } finally {
    await reader.close()
  }
}
