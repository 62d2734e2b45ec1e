import assert from 'node:assert/strict'
import { isChecksumOffloaded, transportChecksum } from '../../../session/packet/checksum.js'
import { decodeDropHead, decodeFrame, decodeFromNetwork } from '../../../session/packet/decode.js'
import { describePacket } from '../../../session/packet/describe.js'
import { linkType } from '../../../session/packet/numbers.js'
import { bytesOf, dstV4, joined, randomBytes, samples, srcV4 } from './frames.js'

describe('decodeFrame', () => {
  it('reads Ethernet, IPv4 and UDP', () => {
    const headers = decodeFrame(samples.udp4)
    const { srcMac, dstMac, family, proto, src, sport, dst, dport, ipv4, udp } = headers
    assert.deepEqual([srcMac, dstMac], ['02:00:00:00:00:01', '02:00:00:00:00:02'])
    assert.deepEqual([family, proto, src, sport], [4, 17, '192.0.2.1', 4000])
    assert.deepEqual([dst, dport, ipv4?.ttl, udp?.length], ['192.0.2.2', 53, 64, 19])
    assert.equal(ipv4?.checksumValid, 'valid')
    assert.equal(ipv4.dontFragment, true)
    assert.deepEqual([headers.networkOffset, headers.transportOffset], [14, 34])
    assert.equal(headers.payloadOffset, 42)
  })

  it('reads TCP flags, numbers and the length of the data', () => {
    const { tcp, tcpFlags, src } = decodeFrame(samples.tcp6)
    assert.equal(src, '2001:db8::1')
    assert.equal(tcpFlags, 0x18)
    assert.deepEqual([tcp?.seq, tcp?.ack, tcp?.window, tcp?.dataLength], [1000, 2000, 512, 11])
    assert.equal(decodeFrame(samples.syn).tcp?.headerLength, 24)
  })

  it('reads stacked VLAN tags, outermost first', () => {
    assert.deepEqual(decodeFrame(samples.qinq).vlans, [200, 100])
    assert.equal(decodeFrame(samples.qinq).dport, 53)
    assert.deepEqual(decodeFrame(samples.vlan).vlans, [100])
  })

  it('reads ARP, and gives its addresses as source and destination', () => {
    const { arp, src, dst, etherType } = decodeFrame(samples.arp)
    assert.deepEqual([arp?.operation, src, dst, etherType], [1, '192.0.2.1', '192.0.2.2', 0x0806])
  })

  it('tells ARP of other kinds from ARP that is cut off', () => {
    const frame = Uint8Array.from(samples.arp)
    const { payloadOffset } = decodeFrame(frame)
    assert.equal(payloadOffset, 14 + 28)
    for (const length of [14, 20, 41]) {
      const cut = decodeFrame(frame.subarray(0, length))
      assert.deepEqual([cut.truncated, cut.arp], ['network', undefined], String(length))
    }
    // Addresses of 16 bytes.
    frame[19] = 16
    assert.deepEqual(decodeFrame(frame).malformed, ['ARP not for Ethernet and IPv4'])
  })

  it('reads the packet that an ICMP error is about, and no deeper', () => {
    const { icmp, sport, dport } = decodeFrame(samples.unreachable)
    assert.deepEqual([sport, dport], [3, 3])
    assert.equal(icmp?.embedded?.dport, 53)
    let nested = samples.unreachable.subarray(14)
    for (let depth = 0; depth < 3; depth++) {
      nested = joined(samples.unreachable.subarray(14, 42), nested)
    }
    assert.equal(decodeFromNetwork(nested, 0).icmp?.embedded?.icmp?.embedded, undefined)
  })

  it('never takes data of a later fragment for ports', () => {
    for (const frame of [samples.laterFragment, samples.laterFragment6]) {
      const { sport, dport, fragment, transportOffset, proto } = decodeFrame(frame)
      assert.deepEqual([sport, dport, fragment, transportOffset, proto], [0, 0, true, -1, 17])
    }
    assert.equal(decodeFrame(samples.firstFragment).dport, 53)
  })

  it('walks IPv6 extension headers', () => {
    const { ipv6, dport } = decodeFrame(samples.hopByHop)
    assert.deepEqual(ipv6?.nextHeaders, [0, 17])
    assert.equal(dport, 53)
  })

  it('lists IPv4 options', () => {
    assert.deepEqual(decodeFrame(samples.options).ipv4?.options, [0x94])
    assert.equal(decodeFrame(samples.options).dport, 53)
  })

  it('calls 802.3 frames LLC, whatever their length field', () => {
    assert.equal(decodeFrame(samples.llc).etherType, 0x0004)
  })

  it('reads other link types: raw IP, cooked v1 and v2, BSD loopback', () => {
    const ip = samples.udp4.subarray(14)
    const sll = joined(bytesOf('0000 0001 0006 020000000001 0000 0800'), ip)
    const sll2 = joined(bytesOf('0800 0000 00000002 0001 00 06 0200000000010000'), ip)
    for (const [link, frame] of [
      [linkType.raw, ip],
      [12, ip],
      [linkType.linuxCooked, sll],
      [linkType.linuxCooked2, sll2],
      [linkType.bsdLoopback, joined(bytesOf('02000000'), ip)],
    ] as const) {
      assert.equal(decodeFrame(frame, link).dport, 53, `link type ${link}`)
    }
    assert.equal(decodeFrame(ip, 9999).truncated, 'link')
  })

  it('says which layer was cut short', () => {
    const layers = [10, 20, 40, 42].map(
      (size) => decodeFrame(samples.udp4.slice(0, size)).truncated,
    )
    assert.deepEqual(layers, ['link', 'network', 'transport', undefined])
    assert.equal(decodeFrame(samples.udp4.slice(0, 38)).dport, 53, 'ports that are there are read')
  })

  it('names what is malformed', () => {
    const short = Uint8Array.from(samples.udp4)
    short[14] = 0x42
    assert.deepEqual(decodeFrame(short).malformed, ['IPv4 header length 8'])
    const wrongVersion = Uint8Array.from(samples.udp6)
    wrongVersion[14] = 0x50
    assert.deepEqual(decodeFrame(wrongVersion).malformed, ['IPv6 version 5'])
    const longUdp = Uint8Array.from(samples.udp4)
    longUdp[38] = 1
    assert.deepEqual(decodeFrame(longUdp).malformed, ['UDP length 275 beyond the packet'])
  })

  it('throws on no bytes at all: random ones, and every sample cut at every length', () => {
    const links = [0, 1, 12, 101, 113, 276, 9999]
    for (let seed = 0; seed < 4000; seed++) {
      const bytes = randomBytes(seed, seed % 150)
      const plausible = [0x08, 0x86, 0x81, 0x88][seed % 4] ?? 0
      if (bytes.length > 14) bytes.set([plausible, [0, 0xdd, 0, 0xa8][seed % 4] ?? 0], 12)
      const headers = decodeFrame(bytes, links[seed % links.length])
      assert.equal(typeof describePacket(headers), 'string')
      transportChecksum(bytes, headers)
    }
    for (const sample of Object.values(samples)) {
      for (let size = 0; size <= sample.length; size++) {
        const cut = sample.slice(0, size)
        describePacket(decodeFrame(cut))
        transportChecksum(cut, decodeFrame(cut))
      }
    }
  })
})

describe('decodeDropHead', () => {
  it('takes the MAC or the network header as the record says', () => {
    assert.equal(decodeDropHead(samples.udp4, 1, 14, 0x0800).dport, 53)
    assert.equal(decodeDropHead(samples.udp4.subarray(14), 2, 0, 0x0800).dport, 53)
    assert.equal(decodeDropHead(new Uint8Array(0), 0, 0xffff, 0x0800).truncated, 'link')
  })

  it('reads packets of devices without a link header, and of skbs whose protocol is not set', () => {
    assert.equal(decodeDropHead(samples.udp4.subarray(14), 1, 0, 0x0800).dport, 53)
    assert.equal(decodeDropHead(samples.udp6.subarray(14), 2, 0, 0).dport, 53)
  })

  it('believes the kernel where it and the bytes differ, and keeps the MAC addresses', () => {
    const other = decodeDropHead(samples.udp4, 1, 14, 0x88cc)
    assert.deepEqual([other.etherType, other.family, other.dport], [0x88cc, 0, 0])
    assert.deepEqual([other.srcMac, other.dstMac], ['02:00:00:00:00:01', '02:00:00:00:00:02'])
    assert.equal(decodeDropHead(samples.udp4, 1, 14, 0).dport, 53)
    // What the kernel took off stands between the link header and the network header.
    const shifted = joined(
      samples.udp4.subarray(0, 14),
      bytesOf('aabbccdd'),
      samples.udp4.subarray(14),
    )
    const inner = decodeDropHead(shifted, 1, 18, 0x0800)
    assert.deepEqual([inner.dport, inner.networkOffset], [53, 18])
    assert.equal(inner.srcMac, '02:00:00:00:00:01')
  })

  it('takes the bytes alone where the kernel does not say where its header is', () => {
    for (const offset of [0xffff, samples.udp4.length + 1])
      assert.equal(decodeDropHead(samples.udp4, 1, offset, 0x86dd).dport, 53)
  })

  it('keeps VLAN ids of tags that are still in the bytes', () => {
    assert.deepEqual(decodeDropHead(samples.vlan, 1, 18, 0x0800).vlans, [100])
    assert.deepEqual(decodeDropHead(samples.vlan, 1, 14, 0x8100).vlans, [100])
    assert.equal(decodeDropHead(samples.vlan, 1, 14, 0x8100).dport, 53)
  })
})

describe('transportChecksum', () => {
  const checked = ['udp4', 'udp6', 'syn', 'tcp6', 'ping', 'ping6', 'vlan', 'hopByHop'] as const
  for (const name of checked) {
    it(`knows a good and a damaged checksum: ${name}`, () => {
      const frame = Uint8Array.from(samples[name])
      assert.equal(transportChecksum(frame, decodeFrame(frame)), 'valid')
      frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 0x40
      assert.equal(transportChecksum(frame, decodeFrame(frame)), 'invalid')
    })
  }

  it('ignores padding behind the packet', () => {
    const padded = joined(samples.udp4, bytesOf('ffffffff'))
    assert.equal(transportChecksum(padded, decodeFrame(padded)), 'valid')
  })

  it('does not judge what was cut short, fragments, and UDP without a checksum', () => {
    const cut = samples.udp4.slice(0, 44)
    assert.equal(transportChecksum(cut, decodeFrame(cut)), 'unknown')
    const fragment = samples.firstFragment
    assert.equal(transportChecksum(fragment, decodeFrame(fragment)), 'unknown')
    const none = Uint8Array.from(samples.udp4)
    none.set([0, 0], 40)
    assert.equal(transportChecksum(none, decodeFrame(none)), 'unknown')
    const none6 = Uint8Array.from(samples.udp6)
    none6.set([0, 0], 60)
    assert.equal(transportChecksum(none6, decodeFrame(none6)), 'invalid')
  })

  it('knows a checksum that was left to the NIC, even of a packet cut short', () => {
    const partial = Uint8Array.from(samples.udp4)
    let sum = 17 + 19
    for (const part of [srcV4, dstV4]) {
      sum += ((part[0] ?? 0) << 8) + (part[1] ?? 0) + ((part[2] ?? 0) << 8) + (part[3] ?? 0)
    }
    sum = (sum & 0xffff) + (sum >> 16)
    partial.set([sum >> 8, sum & 0xff], 40)
    assert.equal(transportChecksum(partial, decodeFrame(partial)), 'unknown')
    const cut = partial.slice(0, 44)
    assert.equal(isChecksumOffloaded(cut, decodeFrame(cut)), true)
    assert.equal(isChecksumOffloaded(samples.udp4, decodeFrame(samples.udp4)), false)
  })

  it('finds a damaged IPv4 header', () => {
    const damaged = Uint8Array.from(samples.udp4)
    damaged[22] = 63
    assert.equal(decodeFrame(damaged).ipv4?.checksumValid, 'invalid')
    assert.equal(decodeFrame(samples.options).ipv4?.checksumValid, 'valid')
    assert.equal(decodeFrame(samples.options.slice(0, 36)).ipv4?.checksumValid, 'unknown')
  })
})

describe('describePacket', () => {
  const lines: readonly (readonly [keyof typeof samples, string])[] = [
    ['udp4', 'IP 192.0.2.1.4000 > 192.0.2.2.53: UDP, length 11'],
    ['syn', 'IP 192.0.2.1.4000 > 192.0.2.2.80: Flags [S], seq 1000, win 512, length 0'],
    [
      'tcp6',
      'IP6 2001:db8::1.4000 > 2001:db8::2.80: Flags [P.], seq 1000:1011, ack 2000, win 512, length 11',
    ],
    ['vlan', 'vlan 100, IP 192.0.2.1.4000 > 192.0.2.2.53: UDP, length 11'],
    ['ping', 'IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 5, seq 1'],
    ['ping6', 'IP6 2001:db8::1 > 2001:db8::2: ICMP6 echo request, id 5, seq 1'],
    [
      'unreachable',
      'IP 192.0.2.1 > 192.0.2.2: ICMP port unreachable (about IP 192.0.2.1.4000 > 192.0.2.2.53: UDP, length 11)',
    ],
    ['laterFragment', 'IP 192.0.2.1 > 192.0.2.2: udp, fragment id 7 offset 16 last'],
    ['gre', 'IP 192.0.2.1 > 192.0.2.2: gre'],
    ['arp', 'ARP, Request who-has 192.0.2.2 tell 192.0.2.1'],
    ['lldp', '02:00:00:00:00:01 > 02:00:00:00:00:02, LLDP, length 23'],
  ]
  for (const [name, line] of lines) {
    it(`${name}: ${line}`, () => assert.equal(describePacket(decodeFrame(samples[name])), line))
  }

  it('says what was cut short', () => {
    assert.match(describePacket(decodeFrame(samples.udp4.slice(0, 20))), /network header cut short/)
  })
})
