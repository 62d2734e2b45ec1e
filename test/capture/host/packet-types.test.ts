import assert from 'node:assert/strict'
import { parsePacketTypes } from '../../../capture/host/packet-types.js'

describe('/proc/net/ptype', () => {
  it('tells types, devices and handlers (kernel 6.18)', () => {
    const text =
      'Type Device      Function\nALL  eth0     tpacket_rcv\n0800          ip_rcv\n86dd          ipv6_rcv\n'
    assert.deepEqual(parsePacketTypes(text), [
      { ether_type: 0, device: 'eth0', handler: 'tpacket_rcv' },
      { ether_type: 0x0800, device: '', handler: 'ip_rcv' },
      { ether_type: 0x86dd, device: '', handler: 'ipv6_rcv' },
    ])
  })

  it('leaves out what is cut or garbage', () => {
    for (const text of ['', '0800', '08', 'zzzz          ip_rcv', 'Type Device'])
      assert.deepEqual(parsePacketTypes(text), [])
  })
})
