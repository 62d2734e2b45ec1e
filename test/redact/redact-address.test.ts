import assert from 'node:assert/strict'
import ipaddr from 'ipaddr.js'
import { AddressRedaction } from '../../session/redact/redact-address.js'
import { redactionKey } from '../../session/redact/redaction-key.js'

const made = (secret: string): AddressRedaction =>
  new AddressRedaction(redactionKey(Buffer.from(secret)))
const addresses = made('one key')

const bitsOf = (text: string): string =>
  ipaddr
    .parse(text)
    .toByteArray()
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
const shared = (a: string, b: string): number => {
  const [x, y] = [bitsOf(a), bitsOf(b)]
  const at = Array.from(x).findIndex((bit, i) => bit !== y[i])
  return at < 0 ? x.length : at
}

describe('redaction of addresses', () => {
  const ipv4 = ['10.77.0.1', '10.77.0.2', '10.77.2.2', '10.78.1.1', '203.0.113.5', '203.0.113.200']
  const ipv6 = ['fd77::1', 'fd77::2', 'fd77:2::1', '2001:db8::1', '2001:db8:1::1', 'fe80::1:2']

  it('keeps how many leading bits two addresses share', () => {
    for (const all of [ipv4, ipv6])
      for (const a of all)
        for (const b of all)
          assert.equal(shared(addresses.text(a) ?? '', addresses.text(b) ?? ''), shared(a, b))
  })

  it('changes each', () => {
    for (const a of [...ipv4, ...ipv6, '02:00:00:00:00:01']) assert.notEqual(addresses.text(a), a)
  })

  it('leaves the kind of an address, and those that are the same everywhere', () => {
    const same = [
      ...['0.0.0.0', '127.0.0.53', '255.255.255.255', '224.0.0.251', '239.255.255.250'],
      ...['::', '::1', 'ff02::1', 'ff02::fb', 'ff02::1:2'],
      ...['ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00', '01:80:c2:00:00:0e', '33:33:00:00:00:16'],
      ...['0.0.0.0/0', '::/0', '127.0.0.0/8', 'ff00::/8', '10.0.0.0/8', '169.254.0.0/16'],
    ]
    for (const address of same) assert.equal(addresses.text(address), address)
    const ranges = ['10.1.2.3', '192.168.9.9', '172.20.1.1', '169.254.3.4', '239.1.2.3', '8.8.8.8']
    for (const a of [...ranges, '250.1.1.1', 'fd00::5', 'fe80::99', 'ff05::1:3:7', '2a00::7'])
      assert.equal(ipaddr.parse(addresses.text(a) ?? '').range(), ipaddr.parse(a).range(), a)
  })

  it('keeps a network a network that holds its addresses', () => {
    const network = addresses.text('203.0.113.64/26') ?? ''
    assert.match(network, /\/26$/)
    const inside = ipaddr.parse(addresses.text('203.0.113.77') ?? '')
    assert.ok(inside.match(ipaddr.parseCIDR(network)))
    assert.ok(!ipaddr.parse(addresses.text('203.0.113.5') ?? '').match(ipaddr.parseCIDR(network)))
  })

  it('keeps group and local bits of a MAC, and its ties to multicast groups', () => {
    const mac = addresses.text('00:1b:21:aa:bb:cc') ?? ''
    assert.equal(Number.parseInt(mac.slice(0, 2), 16) & 3, 0)
    const group = ipaddr.parse(addresses.text('ff02::1:ffaa:bbcc') ?? '').toByteArray()
    const hex = group.slice(12).map((b) => b.toString(16).padStart(2, '0'))
    assert.equal(addresses.text('33:33:ff:aa:bb:cc'), ['33', '33', ...hex].join(':'))
  })

  it('depends on the key alone', () => {
    assert.equal(made('one key').text('203.0.113.5'), addresses.text('203.0.113.5'))
    assert.notEqual(made('another').text('10.77.0.1'), addresses.text('10.77.0.1'))
  })

  it('takes nothing else for an address', () => {
    for (const text of ['', '10', '0x0a', '1.2.3', '300.1.1.1', 'eth0', 'a:b', 'fe80::1%eth0'])
      assert.equal(addresses.text(text), undefined, text)
  })
})
