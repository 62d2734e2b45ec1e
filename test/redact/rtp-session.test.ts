/** What was lost of a stream that numbers its packets is told of a redacted session too. */
import assert from 'node:assert/strict'
import { analyze } from '../../analyze/analyze.js'
import type { SessionReader } from '../../session/reader.js'
import { frameOf } from '../analyze/packet-bytes.js'
import { packetBlocks } from '../analyze/recorded/packet-text.js'
import { withSession } from '../analyze/session-builder.js'
import { withRedacted } from './redacted-session.js'

const flow = { sport: 5004, dport: 5004 }

/** 200 packets of RTP, of which numbers 50 to 56 did not come. */
function rtpPackets(): readonly (readonly [number, number, number, number, number, string])[] {
  return Array.from({ length: 200 }, (_, i) => i)
    .filter((i) => i < 50 || i > 56)
    .map((i) => {
      const frame = Buffer.from(frameOf({ ...flow, data: 40 }))
      const payload = frame.length - 40
      frame.set([0x80, 0x60, ((65_500 + i) & 0xffff) >> 8, (65_500 + i) & 0xff], payload)
      frame.set([0xc0, 0xff, 0xee, 0x11], payload + 8)
      return [1, 2, 1, 1e9 + i * 20e6, frame.length, frame.toString('hex')]
    })
}

const elsewhere = async (reader: SessionReader) => {
  const { flows } = (await analyze(reader)).findings.elsewhere
  return flows.map(({ unit, gaps, missing, evidence }) => [
    unit,
    gaps,
    missing,
    evidence.map(({ label }) => label),
  ])
}

describe('RTP in a redacted session', function () {
  this.timeout(30_000)
  it('has the same packets missing, and nothing of its payload', () =>
    withSession(
      {
        traffic: [{ ...flow, packets: 193 }],
        rows: { packet_block: packetBlocks(rtpPackets()) },
      },
      async (reader) => {
        const whole = await elsewhere(reader)
        assert.equal(whole.length, 1)
        assert.deepEqual(whole[0]?.slice(0, 3), ['packets', 1, 7])
        assert.match(JSON.stringify(whole), /RTP sequence numbers/)
        await withRedacted(reader, 'a key for tests', async (redacted) => {
          assert.deepEqual(await elsewhere(redacted), whole)
          for (const { data } of await redacted.rows('packet_block'))
            assert.equal(Buffer.from(data).includes(Buffer.from('aaaa')), false)
        })
      },
    ))
})
