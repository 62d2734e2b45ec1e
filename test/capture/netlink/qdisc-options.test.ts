import assert from 'node:assert/strict'
import {
  attribute,
  attributeNested,
  attributeString,
  attributeU32,
  attributeU64,
  concatBytes,
  littleEndian,
  viewOf,
} from '../../../capture/netlink/attributes.js'
import {
  decodeClassOptions,
  decodeQdiscOptions,
  type QdiscOptions,
} from '../../../capture/netlink/qdisc-options.js'
import {
  handleText,
  parentText,
  parseTrafficControl,
} from '../../../capture/netlink/traffic-control-message.js'
import { hex, hexFixture, prefixes } from './hex-fixture.js'

const optionsAttribute = 2

function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4)
  values.forEach((value, index) => {
    viewOf(bytes).setUint32(index * 4, value, littleEndian)
  })
  return bytes
}

function decode(kind: string, options: Uint8Array): QdiscOptions {
  const body = concatBytes([
    new Uint8Array(20),
    attributeString(1, kind),
    attribute(optionsAttribute, options),
  ])
  const message = parseTrafficControl(body)
  assert.ok(message)
  return decodeQdiscOptions(message)
}

describe('qdisc options', () => {
  it('of a 6.18 kernel: tbf, htb and the implicit leaf queues', () => {
    const found = hexFixture('qdiscs-6.18.hex').flatMap((body) => {
      const qdisc = parseTrafficControl(body)
      return qdisc === undefined
        ? []
        : [[qdisc.ifindex, qdisc.handle, qdisc.parent, qdisc.kind, decodeQdiscOptions(qdisc)]]
    })
    assert.deepEqual(found, [
      [1, '0:', 'root', 'noqueue', {}],
      [2, '1:', 'root', 'htb', { rate2quantum: 10, defaultClass: 0x10 }],
      [2, '0:', '1:10', 'pfifo', { limitPackets: 1000 }],
      [3, '5:', 'root', 'tbf', { rateBitsPerSecond: 1e6, limitBytes: 20480, burstBytes: 10240 }],
      [3, '0:', '5:1', 'bfifo', { limitBytes: 20480 }],
    ])
  })

  it('of an htb class: rates, above 2^32 bytes per second too', () => {
    const [body] = hexFixture('classes-6.18.hex')
    const found = body === undefined ? undefined : parseTrafficControl(body)
    assert.ok(found)
    const { rateBitsPerSecond, ceilBitsPerSecond } = decodeClassOptions(found)
    assert.deepEqual([rateBitsPerSecond, ceilBitsPerSecond], [8e9, 40e9])
  })

  it('of netem: loss, delay in either form, rate and loss model', () => {
    const parameters = words(0, 1000, Math.round(0.05 * 0xffffffff), 0, 0, 0)
    const options = concatBytes([
      parameters,
      attribute(6, words(125_000, 0, 0, 0)),
      attributeU64(10, 10_000_000n),
      attributeU64(11, 2_000_000n),
      attributeNested(5, attribute(2, words(1, 2, 3, 4))),
    ])
    assert.deepEqual(decode('netem', options), {
      limitPackets: 1000,
      lossPercent: 5,
      lossModel: 'gemodel',
      delayUs: 10_000,
      jitterUs: 2000,
      duplicatePercent: 0,
      rateBitsPerSecond: 1_000_000,
    })
    // 4.14 and older: delay in ticks of 64 ns only.
    assert.equal(decode('netem', words(156_250, 1, 0, 0, 0, 0))['delayUs'], 10_000)
  })

  it('of fq_codel, fq, codel, sfq, red, prio and cake', () => {
    const fqCodel = concatBytes([
      attributeU32(1, 4999),
      attributeU32(2, 10240),
      attributeU32(5, 1024),
      attributeU32(9, 33554432),
    ])
    assert.deepEqual(decode('fq_codel', fqCodel), {
      targetUs: 4999,
      limitPackets: 10240,
      flows: 1024,
      memoryLimitBytes: 33554432,
    })
    const fq = concatBytes([attributeU32(1, 10000), attributeU32(2, 100)])
    assert.deepEqual(decode('fq', fq), { limitPackets: 10000, flowLimitPackets: 100 })
    assert.deepEqual(decode('codel', attributeU32(2, 12)), { limitPackets: 12 })
    assert.equal(decode('sfq', words(1514, 10, 127, 1024, 128, 127))['limitPackets'], 127)
    assert.equal(decode('red', attribute(1, words(100000, 10000, 20000, 0)))['limitBytes'], 100000)
    assert.equal(decode('prio', words(3, 0, 0, 0, 0))['bands'], 3)
    const cake = concatBytes([attributeU64(2, 375_000n), attributeU32(10, 4194304)])
    assert.deepEqual(decode('cake', cake), {
      bandwidthBitsPerSecond: 3_000_000,
      memoryLimitBytes: 4194304,
    })
  })

  it('keeps what it does not know as hexadecimal', () => {
    assert.deepEqual(decode('newqueue', hex('0011')), { hex: '0011' })
    assert.deepEqual(decode('newqueue', hex('')), {})
    assert.deepEqual(decode('tbf', hex('0800010000000000')), { hex: '0800010000000000' })
  })

  it('survives truncation', () => {
    for (const body of hexFixture('qdiscs-6.18.hex')) {
      for (const prefix of prefixes(body)) {
        const message = parseTrafficControl(prefix)
        if (message !== undefined) decodeQdiscOptions(message)
      }
    }
  })

  it('names handles and parents as tc does', () => {
    assert.equal(handleText(0x80010000), '8001:')
    assert.equal(handleText(0x00010010), '1:10')
    assert.equal(parentText(0xffffffff), 'root')
    assert.equal(parentText(0xfffffff1), 'ingress')
  })
})
