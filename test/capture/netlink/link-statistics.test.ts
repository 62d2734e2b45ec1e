import assert from 'node:assert/strict'
import { readingsOf } from '../../../capture/counter-sources/link-statistics.js'
import {
  attribute,
  attributeNested,
  attributeString,
  attributeU32,
  concatBytes,
} from '../../../capture/netlink/attributes.js'
import {
  linkStatisticsFields,
  parseLinkStatistics,
} from '../../../capture/netlink/link-statistics.js'
import { words32, words64 } from './counter-messages.js'

const parse = (payloads: readonly Uint8Array[]): ReturnType<typeof readingsOf> =>
  readingsOf(payloads.flatMap((payload) => parseLinkStatistics(payload) ?? []))

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

function newLink(stats: Uint8Array): Uint8Array {
  return concatBytes([
    words32(0, 7, 0, 0),
    attributeString(3, 'eth0'),
    attribute(1, Uint8Array.of(2, 0, 0, 0, 0, 0xab)),
    attributeNested(18, attributeString(1, 'veth')),
    attribute(23, stats),
    attributeU32(35, 4),
  ])
}

describe('link statistics', () => {
  it('reads all fields of rtnl_link_stats64', () => {
    const link = parseLinkStatistics(newLink(words64(...numbers(25))))
    assert.equal(link?.ifindex, 7)
    assert.equal(link.kind, 'veth')
    assert.equal(link.mac, '0200000000ab')
    assert.deepEqual([...link.values], numbers(25))
    const readings = parse([newLink(words64(...numbers(25)))])
    assert.equal(readings.length, linkStatisticsFields.length + 1)
    assert.deepEqual(readings[6], { name: 'link:eth0.rx_dropped', value: 7, ifindex: 7 })
    assert.deepEqual(readings[24], {
      name: 'link:eth0.rx_otherhost_dropped',
      value: 25,
      ifindex: 7,
    })
    assert.deepEqual(readings[25], { name: 'link:eth0.carrier_changes', value: 4, ifindex: 7 })
  })

  it('takes what an older kernel has and ignores what a newer one appends', () => {
    const old = parse([newLink(words64(...numbers(23)))]).map(({ name }) => name)
    assert.equal(old.includes('link:eth0.tx_compressed'), true)
    assert.equal(old.includes('link:eth0.rx_nohandler'), false)
    assert.equal(parse([newLink(words64(...numbers(40)))]).length, 26)
  })

  it('reads numbers beyond 32 bits', () => {
    const link = parseLinkStatistics(newLink(words64(0x1_2345_6789n, 2n ** 53n - 1n)))
    assert.deepEqual([...(link?.values ?? [])], [0x1_2345_6789, 2 ** 53 - 1])
  })

  it('survives messages cut at any place', () => {
    const whole = newLink(words64(...numbers(25)))
    for (let length = 0; length < whole.length; length += 1) {
      for (const { value } of parse([whole.subarray(0, length)])) assert.ok(value <= 25)
    }
    assert.equal(parseLinkStatistics(new Uint8Array(3)), undefined)
    assert.equal(parseLinkStatistics(new Uint8Array(64).fill(0xff)), undefined)
  })
})
