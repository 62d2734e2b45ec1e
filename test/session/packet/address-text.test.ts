import assert from 'node:assert/strict'
import { addressText, ipv4Text, ipv6Text, macText } from '../../../session/packet/address-text.js'
import { bytesOf, randomBytes } from './frames.js'

describe('address text', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['0abc0000000000000000000000000001', 'abc::1'],
    ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
  ]
  for (const [hex, text] of cases) {
    it(`writes ${text} as RFC 5952 says`, () => assert.equal(ipv6Text(bytesOf(hex)), text))
  }

  it('agrees with the URL parser of Node on 2,000 random addresses', () => {
    for (let seed = 0; seed < 2000; seed++) {
      const bytes = randomBytes(seed, 16)
      // Every second group zero or not by the seed's bits, so that runs of zeros of all lengths come up.
      for (let group = 0; group < 8; group++) {
        if ((seed >> group) & 1) bytes.fill(0, group * 2, group * 2 + 2)
      }
      const groups = Array.from({ length: 8 }, (_, i) =>
        (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16),
      )
      const expected = new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1)
      if (!expected.startsWith('::ffff:')) assert.equal(ipv6Text(bytes), expected)
    }
  })

  it('writes IPv4 and MAC addresses', () => {
    assert.equal(ipv4Text(bytesOf('ff00 0a01')), '255.0.10.1')
    assert.equal(macText(bytesOf('00 0a ff 00 00 01'), 0), '00:0a:ff:00:00:01')
  })

  it('gives no text where bytes are missing', () => {
    assert.equal(ipv4Text(new Uint8Array(3)), '')
    assert.equal(ipv6Text(new Uint8Array(20), 8), '')
    assert.equal(macText(new Uint8Array(6), 1), '')
    assert.equal(addressText(new Uint8Array(0)), '')
  })
})
