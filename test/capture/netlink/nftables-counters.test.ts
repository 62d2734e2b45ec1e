import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/nftables.js'
import {
  attribute,
  attributeNested,
  attributeString,
  concatBytes,
} from '../../../capture/netlink/attributes.js'
import {
  parseChainCounter,
  parseNamedCounter,
  parseRuleCounter,
} from '../../../capture/netlink/nftables-counters.js'
import { network64 } from './counter-messages.js'

const ip = Uint8Array.of(2, 0, 0, 0)
const counts = [attribute(1, network64(1700)), attribute(2, network64(17))]

const rule = concatBytes([
  ip,
  attributeString(1, 'filter'),
  attributeString(2, 'INPUT'),
  attribute(3, network64(7)),
  attributeNested(
    4,
    attributeNested(1, attributeString(1, 'payload'), attributeNested(2)),
    attributeNested(1, attributeString(1, 'counter'), attributeNested(2, ...counts)),
  ),
])

describe('nftables counters', () => {
  it('reads the counter among the expressions of a rule', () => {
    assert.deepEqual(parse([rule], parseRuleCounter), [
      { name: 'nft:ip/filter/INPUT/7.packets', value: 17 },
      { name: 'nft:ip/filter/INPUT/7.bytes', value: 1700 },
    ])
  })

  it('reads chains that count and named counters', () => {
    const chain = concatBytes([
      ip,
      attributeString(1, 'filter'),
      attributeString(3, 'INPUT'),
      attributeNested(8, ...counts),
    ])
    assert.equal(parse([chain], parseChainCounter)[0]?.name, 'nft:ip/filter/INPUT/policy.packets')
    const named = concatBytes([
      Uint8Array.of(1, 0, 0, 0),
      attributeString(1, 't'),
      attributeString(2, 'web'),
      attributeNested(4, ...counts),
    ])
    assert.equal(parse([named], parseNamedCounter)[0]?.name, 'nft:inet/t/counter web.packets')
  })

  it('reads nothing from a rule or chain without a counter', () => {
    const plain = concatBytes([ip, attributeString(1, 'filter'), attributeString(2, 'INPUT')])
    assert.deepEqual(parse([plain], parseRuleCounter), [])
    assert.deepEqual(parse([plain], parseChainCounter), [])
  })

  it('survives messages cut at any place', () => {
    for (let length = 0; length < rule.length; length += 1) {
      for (const { value } of parse([rule.subarray(0, length)], parseRuleCounter)) {
        assert.ok(value === 17 || value === 1700)
      }
    }
    assert.deepEqual(parse([new Uint8Array(50).fill(0xff)], parseNamedCounter), [])
  })
})
