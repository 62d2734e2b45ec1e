import assert from 'node:assert/strict'
import { packetSignature } from '../../../reports/pcapng/signature.js'
import { etherType } from '../../../session/packet/numbers.js'

/** 10.0.0.1:4000 > 10.0.0.2:53, id 7, 8 bytes of data. */
const udp4 =
  '45000024' +
  '00074000' +
  '4011abcd' +
  '0a000001' +
  '0a000002' +
  '0fa00035' +
  '0010beef' +
  '6162636465666768'
const tcp6 =
  '60012345' +
  '0014' +
  '0640' +
  'fd000000000000000000000000000001' +
  'fd000000000000000000000000000002' +
  '1f90c350' +
  '00000001' +
  '00000002' +
  '50100200' +
  'cafe0000'

const signed = (hex: string, type: number = etherType.ipv4): number | undefined => {
  const bytes = Buffer.from(hex, 'hex')
  return packetSignature(bytes, 0, bytes.length, type)
}
const changed = (hex: string, offset: number): string => {
  const bytes = Buffer.from(hex, 'hex')
  bytes.writeUInt8((bytes[offset] ?? 0) ^ 0xff, offset)
  return bytes.toString('hex')
}
const sameWith = (hex: string, type: number, offset: number): boolean =>
  signed(changed(hex, offset), type) === signed(hex, type)

describe('signature of a packet', () => {
  it('outlasts what forwarding and offload change: TOS, TTL, checksums, the flow label', () => {
    for (const offset of [1, 8, 10, 11, 26, 27]) {
      assert.equal(sameWith(udp4, etherType.ipv4, offset), true, `IPv4 byte ${offset}`)
    }
    for (const offset of [1, 2, 3, 7, 56, 57]) {
      assert.equal(sameWith(tcp6, etherType.ipv6, offset), true, `IPv6 byte ${offset}`)
    }
  })

  it('differs with length, id, fragment offset, protocol, addresses, ports, sequence and data', () => {
    for (const offset of [3, 5, 7, 9, 15, 19, 21, 23, 25, 28]) {
      assert.equal(sameWith(udp4, etherType.ipv4, offset), false, `IPv4 byte ${offset}`)
    }
    for (const offset of [5, 6, 23, 39, 41, 43, 47, 51, 53]) {
      assert.equal(sameWith(tcp6, etherType.ipv6, offset), false, `IPv6 byte ${offset}`)
    }
  })

  it('is the same behind any link header', () => {
    const framed = Buffer.from(`${'00'.repeat(14)}${udp4}`, 'hex')
    assert.equal(packetSignature(framed, 14, framed.length, etherType.ipv4), signed(udp4))
  })

  it('is not given where too little was kept', () => {
    assert.equal(signed(udp4.slice(0, 38)), undefined)
    assert.equal(signed(tcp6.slice(0, 78), etherType.ipv6), undefined)
    assert.equal(signed('0001', etherType.arp), undefined)
    assert.equal(signed('41' + udp4.slice(2)), undefined, 'header length below 20')
  })
})
