import assert from 'node:assert/strict'
import {
  attribute,
  attributeFlag,
  attributeNested,
  attributeString,
  attributeU16,
  attributeU32,
  attributeU64,
  attributeU8,
  concatBytes,
  parseAttributes,
} from '../../../capture/netlink/attributes.js'
import { hex, prefixes } from './hex-fixture.js'

describe('netlink attributes', () => {
  const bytes = concatBytes([
    attributeU8(1, 7),
    attributeU16(2, 0xabcd),
    attributeU32(3, 0xfffffffe),
    attributeU64(4, 2n ** 40n),
    attributeString(5, 'veth0'),
    attributeFlag(6),
    attributeNested(7, attributeU32(1, 5), attributeU32(1, 6)),
  ])

  it('reads back what was written', () => {
    const attributes = parseAttributes(bytes)
    assert.equal(attributes.truncated, false)
    assert.equal(attributes.u8(1), 7)
    assert.equal(attributes.u16(2), 0xabcd)
    assert.equal(attributes.u32(3), 0xfffffffe)
    assert.equal(attributes.s32(3), -2)
    assert.equal(attributes.u64(4), 2 ** 40)
    assert.equal(attributes.string(5), 'veth0')
    assert.equal(attributes.has(6), true)
    assert.deepEqual(
      attributes.nested(7)?.entries.map(({ type, value }) => [type, value[0]]),
      [
        [1, 5],
        [1, 6],
      ],
    )
  })

  it('gives undefined for an absent attribute and for one too short for the value', () => {
    const attributes = parseAttributes(attributeU8(1, 7))
    assert.equal(attributes.u32(9), undefined)
    assert.equal(attributes.u32(1), undefined)
    assert.equal(attributes.u64(1), undefined)
  })

  it('reads the start of a value that a newer kernel made longer', () => {
    assert.equal(parseAttributes(attribute(1, hex('0100000099999999'))).u32(1), 1)
  })

  it('keeps what is whole of truncated attributes and never throws', () => {
    for (const prefix of prefixes(bytes)) {
      const { entries } = parseAttributes(prefix)
      assert.ok(entries.length <= 7)
    }
    assert.equal(parseAttributes(bytes.subarray(0, 30)).truncated, true)
    assert.equal(parseAttributes(bytes.subarray(0, 30)).u8(1), 7)
  })

  it('ends at a length of zero instead of looping', () => {
    const { entries, truncated } = parseAttributes(hex('0000010000000000'))
    assert.deepEqual([entries.length, truncated], [0, true])
  })

  it('says so when the header already reaches beyond the message', () => {
    assert.equal(parseAttributes(hex('0000'), 16).truncated, true)
  })
})
