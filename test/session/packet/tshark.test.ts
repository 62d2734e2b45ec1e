import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transportChecksum } from '../../../session/packet/checksum.js'
import { decodeFrame } from '../../../session/packet/decode.js'
import type { PacketHeaders } from '../../../session/packet/headers.js'
import { ethernet, ipv4, ipv6, joined, randomBytes, samples, tcp, udp } from './frames.js'

/** Seeded: headers and data of all sizes, every fifth packet damaged in its last byte. */
const generated = Array.from({ length: 200 }, (_, seed) => {
  const noise = randomBytes(seed, 8)
  const data = randomBytes(seed + 1000, (seed * 7) % 90)
  const [a = 0, b = 0, ttl = 0, flags = 0] = noise
  const family = seed % 2 === 0 ? 4 : 6
  // High ports: tshark would read on in protocols that it knows.
  const segment =
    seed % 3 === 0 ? tcp(family, flags, data) : udp(family, 40_000 + a, 50_000 + b, data)
  const proto = seed % 3 === 0 ? 6 : 17
  const packet = family === 4 ? ipv4({ proto, payload: segment, ttl }) : ipv6(proto, segment)
  const frame = ethernet(family === 4 ? 0x0800 : 0x86dd, packet, seed % 7 === 0 ? [seed] : [])
  const last = frame.length - 1
  if (seed % 5 === 0 && data.length > 0) frame[last] = (frame[last] ?? 0) ^ 0x55
  return frame
})

const frames = [...Object.values(samples), ...generated]

/** draft-ietf-opsawg-pcap, Ethernet. */
function captureFile(): Uint8Array {
  const records = frames.map((frame, index) => {
    const header = new DataView(new ArrayBuffer(16))
    header.setUint32(0, index, true)
    header.setUint32(8, frame.length, true)
    header.setUint32(12, frame.length, true)
    return joined(new Uint8Array(header.buffer), frame)
  })
  const head = new DataView(new ArrayBuffer(24))
  head.setUint32(0, 0xa1b2c3d4, true)
  head.setUint16(4, 2, true)
  head.setUint16(6, 4, true)
  head.setUint32(16, 65535, true)
  head.setUint32(20, 1, true)
  return joined(new Uint8Array(head.buffer), ...records)
}

type Field = (headers: PacketHeaders, frame: Uint8Array) => string | number | undefined

/** '1' good, '0' bad, as tshark's checksum.status. */
const checksumStatus = (headers: PacketHeaders, frame: Uint8Array) =>
  ({ valid: 1, invalid: 0, unknown: undefined })[transportChecksum(frame, headers)]

const fields: Readonly<Record<string, Field>> = {
  'eth.src': ({ srcMac }) => srcMac,
  'vlan.id': ({ vlans }) => vlans[0],
  'ip.src': ({ ipv4, src }) => ipv4 && src,
  'ip.dst': ({ ipv4, dst }) => ipv4 && dst,
  'ip.ttl': ({ ipv4 }) => ipv4?.ttl,
  'ip.proto': ({ ipv4 }) => ipv4?.proto,
  'ip.len': ({ ipv4 }) => ipv4?.totalLength,
  'ip.hdr_len': ({ ipv4 }) => ipv4?.headerLength,
  // In units of 8 bytes, as on the wire.
  'ip.frag_offset': ({ ipv4 }) => ipv4 && ipv4.fragmentOffset / 8,
  'ipv6.src': ({ ipv6, src }) => ipv6 && src,
  'ipv6.plen': ({ ipv6 }) => ipv6?.payloadLength,
  'ipv6.hlim': ({ ipv6 }) => ipv6?.hopLimit,
  'tcp.srcport': ({ tcp }) => tcp?.sport,
  'tcp.seq_raw': ({ tcp }) => tcp?.seq,
  'tcp.ack_raw': ({ tcp }) => tcp?.ack,
  'tcp.len': ({ tcp }) => tcp?.dataLength,
  'tcp.window_size_value': ({ tcp }) => tcp?.window,
  'tcp.checksum.status': (headers, frame) => headers.tcp && checksumStatus(headers, frame),
  'udp.dstport': ({ udp }) => udp?.dport,
  'udp.length': ({ udp }) => udp?.length,
  'udp.checksum.status': (headers, frame) => headers.udp && checksumStatus(headers, frame),
  'icmp.type': ({ icmp, family }) => (family === 4 ? icmp?.type : undefined),
  'icmpv6.type': ({ icmp, family }) => (family === 6 ? icmp?.type : undefined),
  'arp.dst.proto_ipv4': ({ arp }) => arp?.targetAddress,
}

describe('the decoder beside tshark', function () {
  this.timeout(60_000)
  let lines: readonly (readonly string[])[]

  before(function () {
    if (spawnSync('tshark', ['--version']).status !== 0) {
      console.log('      skipped: tshark is not installed')
      this.skip()
    }
    const folder = mkdtempSync(join(tmpdir(), 'dropcorr-tshark-'))
    try {
      const file = join(folder, 'frames.pcap')
      writeFileSync(file, captureFile())
      const options = ['udp', 'tcp'].flatMap((proto) => ['-o', `${proto}.check_checksum:TRUE`])
      options.push('-o', 'ip.defragment:FALSE')
      const columns = Object.keys(fields).flatMap((name) => ['-e', name])
      const args = ['-n', '-r', file, ...options, '-T', 'fields', '-E', 'occurrence=f', ...columns]
      const text = execFileSync('tshark', args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      lines = text
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  for (const [column, [name, field]] of Object.entries(fields).entries()) {
    it(`agrees on ${name} of ${frames.length} packets`, () => {
      for (const [index, frame] of frames.entries()) {
        const ours = field(decodeFrame(frame), frame)
        // An ICMP error quotes headers: tshark lists their fields, ours are in `embedded`.
        if (ours === undefined) continue
        // tshark says 2 (unverified) where it does not judge.
        const theirs = lines[index]?.[column]
        const isUnjudged = name.endsWith('.status') && theirs === '2'
        if (!isUnjudged) assert.equal(String(ours), theirs, `packet ${index + 1}`)
      }
    })
  }
})
