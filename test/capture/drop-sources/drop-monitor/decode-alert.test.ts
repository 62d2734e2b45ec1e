import assert from 'node:assert/strict'
import {
  decodeAlert,
  type PacketAlert,
  type SummaryAlert,
} from '../../../../capture/drop-sources/drop-monitor/decode-alert.js'
import {
  netDmAttribute,
  netDmCommand,
} from '../../../../capture/drop-sources/drop-monitor/net-dm.js'
import {
  attribute,
  attributeNested,
  attributeString,
  attributeU16,
  attributeU32,
  attributeU64,
  hexOf,
} from '../../../../capture/netlink/attributes.js'
import { genericBody } from '../../../../capture/netlink/generic.js'
import { encodeMessage } from '../../../../capture/netlink/message.js'
import { prefixes } from '../../netlink/hex-fixture.js'
import { netDmFixture, recordedKernels } from './net-dm-fixture.js'

const alert = (command: number, ...attributes: readonly Uint8Array[]): Uint8Array =>
  encodeMessage({ type: 35, flags: 0, seq: 0 }, genericBody(command, 2, ...attributes))

function packet(message: Uint8Array | undefined): PacketAlert {
  const decoded = decodeAlert(message ?? new Uint8Array(0))
  if (decoded.kind !== 'packet') return assert.fail(JSON.stringify(decoded))
  return decoded
}

function summary(message: Uint8Array | undefined): SummaryAlert {
  const decoded = decodeAlert(message ?? new Uint8Array(0))
  if (decoded.kind !== 'summary') return assert.fail(JSON.stringify(decoded))
  return decoded
}

describe('alerts of NET_DM', () => {
  it('reads a summary of software drops', () => {
    const [first] = netDmFixture('6.12', 'summary')
    assert.deepEqual(summary(first).sites, [
      { pc: 0xffffffff81b78f65n, drops: 5 },
      { pc: 0xffffffff81c18036n, drops: 1 },
      { pc: 0xffffffff81b6669en, drops: 1 },
    ])
    assert.equal(summary(netDmFixture('6.1', 'summary')[0]).sites.length, 5)
  })

  it('reads a dropped packet', () => {
    const [first] = netDmFixture('6.12', 'packet')
    const { payload, ...rest } = packet(first)
    assert.deepEqual(rest, {
      kind: 'packet',
      hardware: false,
      pc: 0xffffffff81b78f65n,
      reason: 'NO_SOCKET',
      symbol: '__udp4_lib_rcv+0x545/0xdd0',
      trapGroup: '',
      trapName: '',
      ifindex: 1,
      interfaceName: '',
      timestampNs: 1795348996076067146n,
      originalLength: 56,
      protocol: 0x0800,
      flowActionCookie: undefined,
      unknown: [],
    })
    // An Ethernet header of loopback, then IPv4.
    assert.equal(hexOf(payload.subarray(0, 15)), '00000000000000000000000008' + '0045')
    assert.equal(payload.length, 56)
  })

  it('keeps the length of a packet that is cut', () => {
    for (const kernel of recordedKernels) {
      const { payload, originalLength } = packet(netDmFixture(kernel, 'packet-truncated')[0])
      assert.deepEqual([payload.length, originalLength], [40, 109])
    }
  })

  it('reads a symbol of a module, and an empty port', () => {
    const nft = packet(netDmFixture('6.12', 'packet-nft')[0])
    assert.equal(nft.symbol, 'nft_do_chain+0x40f/0x630 [nf_tables]')
    assert.equal(nft.reason, 'NETFILTER_DROP')
    assert.equal(packet(netDmFixture('6.12', 'packet-netem')[0]).ifindex, 0)
  })

  it('reads hardware drops', () => {
    for (const kernel of recordedKernels) {
      const [, , third] = netDmFixture(kernel, 'hardware-packet')
      const { hardware, trapGroup, trapName, ifindex, interfaceName, ...rest } = packet(third)
      assert.deepEqual(
        { hardware, trapGroup, trapName, ifindex, interfaceName },
        {
          hardware: true,
          trapGroup: 'acl_drops',
          trapName: 'ingress_flow_action_drop',
          ifindex: 4,
          interfaceName: 'eth0',
        },
      )
      assert.equal(hexOf(rest.flowActionCookie ?? new Uint8Array(0)), 'deadbeef0102')
      const { sites, traps } = summary(netDmFixture(kernel, 'hardware-summary')[0])
      assert.deepEqual(sites, [])
      assert.equal(traps[1]?.name, 'fid_miss')
      assert.equal(traps[1].drops, kernel === '6.1' ? 5 : 4)
    }
  })

  it('passes over padding, and over attributes of a newer kernel by number', () => {
    const message = alert(
      netDmCommand.packetAlert,
      attributeU16(netDmAttribute.origin, 0),
      attribute(netDmAttribute.pad, new Uint8Array(0)),
      attributeU64(netDmAttribute.pc, 0xffffffff81000000n),
      attributeU32(24, 7),
      attributeNested(25, attributeU32(1, 1)),
      attributeString(netDmAttribute.reason, 'NO_SOCKET'),
    )
    const { pc, reason, unknown, payload } = packet(message)
    assert.deepEqual([pc, reason, unknown], [0xffffffff81000000n, 'NO_SOCKET', [24, 25]])
    assert.equal(payload.length, 0)
  })

  it('does not take other messages for alerts', () => {
    for (const name of ['config-found', 'statistics', 'start-stop-answers'] as const) {
      for (const message of netDmFixture('6.12', name)) {
        assert.equal(decodeAlert(message).kind, 'undecoded', name)
      }
    }
  })

  it('refuses every beginning of an alert', () => {
    for (const name of ['summary', 'packet', 'hardware-summary', 'hardware-packet']) {
      const [message] = netDmFixture('6.12', name)
      assert.ok(message)
      for (const part of prefixes(message)) assert.equal(decodeAlert(part).kind, 'undecoded')
    }
  })

  it('refuses more entries than there are, and attributes that reach beyond', () => {
    const claims = new Uint8Array(16)
    new DataView(claims.buffer).setUint32(0, 0xffffffff, true)
    const tooMany = alert(netDmCommand.alert, attribute(netDmAttribute.unspec, claims))
    assert.equal(decodeAlert(tooMany).kind, 'undecoded')
    const tooLong = alert(netDmCommand.packetAlert, attributeU16(netDmAttribute.origin, 0))
    new DataView(tooLong.buffer).setUint16(20, 4000, true)
    assert.equal(decodeAlert(tooLong).kind, 'undecoded')
    const shortValues = alert(
      netDmCommand.packetAlert,
      attributeU16(netDmAttribute.pc, 1),
      attributeU16(netDmAttribute.timestamp, 1),
    )
    const { pc, timestampNs } = packet(shortValues)
    assert.deepEqual([pc, timestampNs], [0n, 0n])
  })
})
