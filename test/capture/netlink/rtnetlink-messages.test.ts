import assert from 'node:assert/strict'
import { addressText, linkAddressText } from '../../../capture/netlink/addresses.js'
import { parseAddress } from '../../../capture/netlink/address-message.js'
import {
  attribute,
  attributeNested,
  attributeString,
  attributeU32,
  attributeU8,
  concatBytes,
  littleEndian,
  viewOf,
} from '../../../capture/netlink/attributes.js'
import { parseLink } from '../../../capture/netlink/link-message.js'
import { parseNamespaceId } from '../../../capture/netlink/namespace-id-message.js'
import { parseNeighbour } from '../../../capture/netlink/neighbour-message.js'
import { parseRoute } from '../../../capture/netlink/route-message.js'
import { routeText } from '../../../capture/netlink/route-text.js'
import { parseRule } from '../../../capture/netlink/rule-message.js'
import { hex, hexFixture, prefixes } from './hex-fixture.js'

describe('rtnetlink messages of a 6.18 kernel', () => {
  it('links: kind, peer, flags and qdisc', () => {
    const links = hexFixture('links-6.18.hex').map(parseLink)
    assert.deepEqual(
      links.map((link) => [link?.name, link?.kind, link?.link, link?.qdisc, link?.operstate]),
      [
        ['lo', '', undefined, 'noqueue', 'unknown'],
        ['d0', 'veth', 3, 'htb', 'up'],
        ['d1', 'veth', 2, 'tbf', 'up'],
      ],
    )
    assert.equal(links[1]?.mac, 'da:5d:00:ea:cb:f3')
    assert.equal(links[1].linkType, 1)
  })

  it('addresses of both families', () => {
    const addresses = hexFixture('addresses-6.18.hex').map(parseAddress)
    assert.deepEqual(addresses[1], {
      ifindex: 2,
      family: 4,
      address: '10.9.0.1',
      prefix: 24,
      broadcast: '10.9.0.255',
      scope: 'global',
    })
    assert.equal(addresses[3]?.address, '2001:db8::1')
  })

  it('routes as `ip route show table all` printed them', () => {
    const texts = hexFixture('routes-6.18.hex').map((body) => {
      const route = parseRoute(body)
      return route === undefined ? '' : routeText(route, (ifindex) => `if${ifindex}`)
    })
    assert.deepEqual(texts.slice(0, 4), [
      '10.9.0.0/24 dev if2 proto kernel scope link src 10.9.0.1',
      '198.51.100.0/24 nexthop via 10.9.0.2 dev if2 weight 1 nexthop via 10.9.0.3 dev if2 weight 1',
      'blackhole 203.0.113.0/24',
      'local 10.9.0.1 dev if2 table local proto kernel scope host src 10.9.0.1',
    ])
    assert.ok(texts.includes('unreachable 2001:db8:9::/48 dev if1 metric 1024'))
    assert.ok(texts.includes('default via 2001:db8::2 dev if2 metric 50 mtu 1400'))
  })

  it('policy rules as `ip rule` printed them', () => {
    const rules = hexFixture('rules-6.18.hex').map(parseRule)
    assert.deepEqual(
      rules.map((rule) => [rule?.priority, rule?.text]),
      [
        [0, 'from all lookup local'],
        [9, 'not from 10.9.0.0/24 fwmark 0x5/0xff iif d0 lookup 1000'],
        [10, 'from all to 203.0.113.9 ipproto tcp dport 80-90 prohibit'],
        [32766, 'from all lookup main'],
        [32767, 'from all lookup default'],
      ],
    )
  })

  it('neighbours with their states', () => {
    const neighbours = hexFixture('neighbours-6.18.hex').map(parseNeighbour)
    assert.deepEqual(
      neighbours.map((neighbour) => [neighbour?.address, neighbour?.mac, neighbour?.state]),
      [
        ['10.9.0.7', '02:00:00:00:00:07', 'permanent'],
        ['10.9.0.8', '', 'failed'],
        ['0.0.0.0', '00:00:00:00:00:00', 'noarp'],
      ],
    )
  })

  it('truncated anywhere: no exception, and nothing from a cut header', () => {
    const parsers = [
      ['links-6.18.hex', parseLink, 16],
      ['addresses-6.18.hex', parseAddress, 8],
      ['routes-6.18.hex', parseRoute, 12],
      ['rules-6.18.hex', parseRule, 12],
      ['neighbours-6.18.hex', parseNeighbour, 12],
    ] as const
    for (const [fixture, parse, headerBytes] of parsers) {
      for (const body of hexFixture(fixture)) {
        for (const prefix of prefixes(body)) {
          const parsed = parse(prefix)
          if (prefix.length < headerBytes) assert.equal(parsed, undefined)
        }
      }
    }
  })
})

describe('rtnetlink messages with what this machine does not have', () => {
  const header = new Uint8Array(16)

  it('takes the XDP programs of all modes, and the single id of older kernels', () => {
    const both = attributeNested(43, attributeU8(2, 4), attributeU32(5, 11), attributeU32(6, 12))
    assert.deepEqual(parseLink(concatBytes([header, both]))?.xdp, [
      { mode: 'native', id: 11, name: '' },
      { mode: 'generic', id: 12, name: '' },
    ])
    const old = attributeNested(43, attributeU8(2, 2), attributeU32(4, 9))
    assert.deepEqual(parseLink(concatBytes([header, old]))?.xdp, [
      { mode: 'generic', id: 9, name: '' },
    ])
    const none = attributeNested(43, attributeU8(2, 0))
    assert.deepEqual(parseLink(concatBytes([header, none]))?.xdp, [])
  })

  it('tells how a port of a bridge is set, and nothing of ports of other masters', () => {
    const portOf = (master: string, ...data: readonly Uint8Array[]) =>
      parseLink(
        concatBytes([
          header,
          attributeNested(18, attributeString(4, master), attributeNested(5, ...data)),
        ]),
      )?.bridgePort
    const plain = { hairpin: false, isolated: false, locked: false, flood: true }
    assert.deepEqual(portOf('bridge', attributeU8(1, 3)), { state: 'forwarding', ...plain })
    assert.deepEqual(
      portOf(
        'bridge',
        attributeU8(1, 4),
        attributeU8(4, 1),
        attributeU8(9, 0),
        attributeU8(33, 1),
        attributeU8(39, 1),
      ),
      { state: 'blocking', hairpin: true, isolated: true, locked: true, flood: false },
    )
    for (const other of [portOf('bond', attributeU8(1, 3)), portOf('bridge', attributeU8(1, 9))])
      assert.equal(other, undefined)
    assert.equal(portOf('bridge'), undefined)
  })

  it('has a name, an MTU and a state for a link that tells none', () => {
    const link = parseLink(header)
    assert.deepEqual(
      [link?.name, link?.mtu, link?.operstate, link?.qdisc, link?.txQueueLength],
      ['if0', 0, 'unknown', '', 0],
    )
  })

  it('keeps a hostile interface name as it is', () => {
    const name = '\u001b]0;x\u0007"</b>'
    assert.equal(parseLink(concatBytes([header, attributeString(3, name)]))?.name, name)
  })

  it('takes an unassigned namespace id for none', () => {
    assert.equal(
      parseNamespaceId(concatBytes([hex('00000000'), attributeU32(1, 0xffffffff)])),
      undefined,
    )
    assert.equal(parseNamespaceId(concatBytes([hex('00000000'), attributeU32(1, 4)])), 4)
  })

  it('names an unknown route type by its number', () => {
    assert.equal(parseRoute(hex('0218000000000063' + '00000000'))?.type, '99')
  })

  it('names each state of a neighbour, and prints one that it does not know', () => {
    const stateOf = (bits: number): string | undefined => {
      const header = hex('02000000' + '01000000' + '00000000')
      viewOf(header).setUint16(8, bits, littleEndian)
      return parseNeighbour(concatBytes([header, attribute(1, hex('0a090007'))]))?.state
    }
    assert.deepEqual(
      [0, 1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0x1000].map(stateOf),
      // prettier-ignore
      ['none', 'incomplete', 'reachable', 'stale', 'delay', 'probe', 'failed', 'noarp', 'permanent', '0x1000'],
    )
  })

  it('leaves other families alone', () => {
    assert.equal(parseRoute(hex('07180000' + '00000001' + '00000000')), undefined)
    assert.equal(parseNeighbour(hex('07000000' + '01000000' + '02000000')), undefined)
  })
})

describe('addresses as text', () => {
  it('writes IPv6 the canonical way', () => {
    const text = (digits: string): string => addressText(hex(digits))
    assert.equal(text('00'.repeat(16)), '::')
    assert.equal(text('00'.repeat(15) + '01'), '::1')
    assert.equal(text('20010db8000000000000000000000000'), '2001:db8::')
    assert.equal(text('20010db8000000010000000000000001'), '2001:db8:0:1::1')
    assert.equal(text('20010db8000100020003000400050006'), '2001:db8:1:2:3:4:5:6')
    assert.equal(text('20010db8000000020003000400050006'), '2001:db8:0:2:3:4:5:6')
    assert.equal(text('00000000000000000000ffffc0000201'), '::ffff:192.0.2.1')
  })

  it('writes tunnel endpoints as addresses and others as bytes', () => {
    assert.equal(linkAddressText(hex('c0000201')), '192.0.2.1')
    assert.equal(linkAddressText(hex('020000000001')), '02:00:00:00:00:01')
    assert.equal(linkAddressText(hex('')), '')
    assert.equal(addressText(hex('0102')), '0102')
  })
})
