import assert from 'node:assert/strict'
import { transportChecksum } from '../../session/packet/checksum.js'
import { decodeFrame } from '../../session/packet/decode.js'
import { AddressRedaction } from '../../session/redact/redact-address.js'
import { redactFrame } from '../../session/redact/redact-packet.js'
import { redactionKey } from '../../session/redact/redaction-key.js'
import { recordedNames, recordedText, withRecorded } from '../analyze/recorded/recorded-sessions.js'
import { packetsOf } from '../analyze/recorded/packet-text.js'

const key = redactionKey(Buffer.from('one key'))
const by = {
  addresses: new AddressRedaction(key),
  checksumKey: key.of('checksum'),
  rtpKey: key.of('rtp'),
}

describe('redaction of packets', function () {
  this.timeout(60_000)
  it('leaves ports, flags, lengths and the state of checksums as they were', async () => {
    let seen = 0
    for (const name of recordedNames().slice(0, 8))
      await withRecorded(recordedText(name), async (reader) => {
        for (const { bytes, linkType } of packetsOf(await reader.rows('packet_block'))) {
          const redacted = Uint8Array.from(bytes)
          redactFrame(redacted, linkType, by)
          const [a, b] = [decodeFrame(bytes, linkType), decodeFrame(redacted, linkType)]
          const facts = (h: typeof a, of: Uint8Array) => [
            ...[h.family, h.proto, h.sport, h.dport, h.tcpFlags, h.truncated, h.malformed],
            ...[h.ipv4?.checksumValid, h.ipv4?.id, h.icmp?.embedded?.sport],
            transportChecksum(of, h),
          ]
          assert.deepEqual(facts(b, redacted), facts(a, bytes), Buffer.from(bytes).toString('hex'))
          seen += 1
        }
      })
    assert.ok(seen > 100)
  })

  it('survives any bytes', () => {
    for (let length = 0; length < 90; length++)
      for (const link of [1, 101, 113, 276, 9999])
        redactFrame(
          Uint8Array.from({ length }, (_, i) => (i * 73 + length * 31) & 255),
          link,
          by,
        )
  })

  it('leaves nothing of a payload', () => {
    const frame = Buffer.from(
      '02000000000202000000000108004500003cf000400040110000' +
        '0a4d00010a4d0002' +
        '0035d90300280000' +
        '61'.repeat(32),
      'hex',
    )
    redactFrame(frame, 1, by)
    assert.ok(!frame.includes('aa'))
  })
})
