import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/ethtool-statistics.js'

describe('ethtool-statistics', () => {
  it('reads veth statistics', () => {
    const text =
      'NIC statistics:\n     peer_ifindex: 2\n     rx_queue_0_drops: 7\n     rx_queue_0_xdp_drops: 0\n'
    assert.deepEqual(parse('v0', text), [
      { name: 'ethtool:v0.peer_ifindex', value: 2, gauge: true },
      { name: 'ethtool:v0.rx_queue_0_drops', value: 7 },
      { name: 'ethtool:v0.rx_queue_0_xdp_drops', value: 0 },
    ])
  })

  it('takes names with spaces and colons, and tells equal names apart', () => {
    const text =
      'NIC statistics:\n     [0]: rx_bytes: 17\n     rx discards: 3\n     rx discards: 4\n'
    assert.deepEqual(parse('eth0', text), [
      { name: 'ethtool:eth0.[0]: rx_bytes', value: 17 },
      { name: 'ethtool:eth0.rx discards', value: 3 },
      { name: 'ethtool:eth0.rx discards#2', value: 4 },
    ])
  })

  it('reads nothing from a device without statistics, a cut line or garbage', () => {
    assert.deepEqual(parse('lo', ''), [])
    assert.deepEqual(parse('eth0', 'NIC statistics:\n     rx_drops: 1'), [])
    assert.deepEqual(parse('eth0', 'x\n: 5\nname:\nname: many\n'), [])
  })
})
