/** What network cards lose: counters alone. They are put together as drivers give them; no such card is in the lab. */
import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { InterfaceLiteral } from '../session-literal.js'

const card: InterfaceLiteral[] = [{ name: 'eth0' }]
const found = (gained: Readonly<Record<string, number>>, interfaces = card) =>
  findingsOf({ gained, interfaces })

describe('nic-ring-full', () => {
  it('by rx_missed_errors, which /proc/net/dev has under drop', async () => {
    const findings = await found({ 'link:eth0.rx_missed_errors': 31, 'dev:eth0.rx_drop': 31 })
    assert.deepEqual(told(findings), ['nic-ring-full 31'])
    assert.equal(theFinding(findings, 'nic-ring-full').counters.length, 2)
  })

  it('is one loss where the driver puts it under two names (igb, ixgbe)', async () => {
    const findings = await found({
      'link:eth0.rx_missed_errors': 31,
      'link:eth0.rx_fifo_errors': 31,
      'dev:eth0.rx_fifo': 31,
      'dev:eth0.rx_drop': 31,
      'ethtool:eth0.rx_no_buffer_count': 31,
    })
    assert.deepEqual(told(findings), ['nic-ring-full 31'])
  })

  it('by the driver alone (mlx5): queues and their sum are one loss', async () => {
    const findings = await found({
      'ethtool:eth0.rx_out_of_buffer': 31,
      'ethtool:eth0.rx0_out_of_buffer': 20,
      'ethtool:eth0.rx1_out_of_buffer': 11,
    })
    assert.deepEqual(told(findings), ['nic-ring-full 31'])
    assert.equal(theFinding(findings, 'nic-ring-full').confidence, 'likely')
  })

  it('is no name for what a driver lost on the way out', async () => {
    assert.deepEqual(told(await found({ 'ethtool:eth0.tx_fifo_drops': 31 })), ['none 0'])
  })

  it('is not found on a tunnel, where rx_fifo_errors means lost order', async () => {
    const tunnel = [{ name: 'eth0', kind: 'gre' }]
    assert.deepEqual(told(await found({ 'link:eth0.rx_fifo_errors': 31 }, tunnel)), [
      'counter-only-loss 31',
    ])
  })
})

describe('nic-error', () => {
  it('is told once, by kind and in the sums', async () => {
    const findings = await found({
      'link:eth0.rx_crc_errors': 20,
      'link:eth0.rx_length_errors': 11,
      'link:eth0.rx_errors': 31,
      'dev:eth0.rx_errs': 31,
      'dev:eth0.rx_frame': 31,
    })
    assert.deepEqual(told(findings), ['nic-error 31'])
    assert.deepEqual(
      findings.ledger.filter((row) => row.residue !== 0),
      [],
    )
  })

  it('counts what a sum has beyond the kinds', async () => {
    const gained = { 'link:eth0.rx_crc_errors': 20, 'link:eth0.rx_errors': 33 }
    assert.deepEqual(told(await found(gained)), ['nic-error 33'])
  })

  it('on the way out', async () => {
    const gained = { 'link:eth0.tx_carrier_errors': 5, 'link:eth0.tx_errors': 5 }
    const findings = await found(gained)
    assert.deepEqual(told(findings), ['nic-error 5'])
    assert.match(theFinding(findings, 'nic-error').title, /could not send/)
  })

  it('beside a full ring', async () => {
    const gained = { 'link:eth0.rx_missed_errors': 7, 'link:eth0.rx_crc_errors': 5 }
    assert.deepEqual(told(await found(gained)).sort(), ['nic-error 5', 'nic-ring-full 7'])
  })

  it('is not what a software device counts', async () => {
    const veth = [{ name: 'eth0', kind: 'veth' }]
    const findings = await found({ 'link:eth0.rx_crc_errors': 5 }, veth)
    assert.deepEqual(told(findings), ['counter-only-loss 5'])
  })
})
