import assert from 'node:assert/strict'
import { rtpEnd } from '../../session/redact/redact-rtp.js'

const key = Buffer.from('a key for tests')
const source = 'c0ffee11'
const rtp = (sequence: number, ssrc = source, first = '80'): Buffer =>
  Buffer.from(`${first}e0${sequence.toString(16).padStart(4, '0')}12345678${ssrc}feedface`, 'hex')

function redacted(packet: Buffer): { readonly end: number; readonly bytes: Buffer } {
  const bytes = Buffer.from(packet)
  return { end: rtpEnd(bytes, 0, bytes.length, key), bytes }
}
const sequenceOf = (packet: Buffer): number => redacted(packet).bytes.readUInt16BE(2)

describe('redaction of RTP headers', () => {
  it('keeps the distance of sequence numbers, also over their end', () => {
    assert.equal((sequenceOf(rtp(1005)) - sequenceOf(rtp(1000))) & 0xffff, 5)
    assert.equal((sequenceOf(rtp(2)) - sequenceOf(rtp(65_534))) & 0xffff, 4)
  })

  it('keeps neither numbers nor sources, and sources apart', () => {
    const { end, bytes } = redacted(rtp(1000))
    assert.equal(end, 12)
    assert.notEqual(bytes.readUInt16BE(2), 1000)
    assert.equal(bytes.includes(Buffer.from(source, 'hex')), false)
    assert.equal(bytes.includes(Buffer.from('12345678', 'hex')), false)
    assert.equal(bytes[1], 0)
    const other = redacted(rtp(1000, 'c0ffee12')).bytes
    assert.notDeepEqual(bytes.subarray(8, 12), other.subarray(8, 12))
  })

  it('leaves to be zeroed what is not of version 2, or too short', () => {
    for (const first of ['00', '40', 'c0', '7f'])
      assert.equal(redacted(rtp(1, source, first)).end, 0)
    for (let length = 0; length < 12; length++)
      assert.equal(redacted(rtp(1).subarray(0, length)).end, 0)
  })
})
