import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

const interfaces = [{ name: 'eth0', kind: 'tun', up: false }]

describe('tun', () => {
  it('device down: what its program writes is refused, and counted on the device', async () => {
    const findings = await findingsOf({
      drops: [{ site: 'tun_get_user', reason: 'DEV_READY', drops: 9 }],
      interfaces,
      gained: { 'link:eth0.rx_dropped': 9, 'dev:eth0.rx_drop': 9 },
    })
    assert.deepEqual(told(findings), ['tun-device-down 9'])
    assert.equal(theFinding(findings, 'tun-device-down').counters.length, 2)
  })

  it('without a reader is another matter: that is on the way out', async () => {
    const findings = await findingsOf({
      drops: [{ site: 'tun_net_xmit', reason: 'DEV_READY', drops: 9 }],
      interfaces,
    })
    assert.deepEqual(told(findings), ['tun-no-reader 9'])
  })

  it('a malformed packet that a program writes is not one for a device that is down', async () => {
    const drops = [{ site: 'tun_get_user', reason: 'HDR_TRUNC', drops: 9 }]
    assert.ok(!told(await findingsOf({ drops, interfaces })).includes('tun-device-down 9'))
  })

  for (const reason of ['NOT_SPECIFIED', 'QUEUE_PURGE']) {
    it(`whose reader went away with packets unread (${reason})`, async () => {
      const drops = [{ site: 'tun_queue_purge', reason, drops: 9 }]
      assert.deepEqual(told(await findingsOf({ drops, interfaces })), ['tun-reader-exited 9'])
    })
  }

  it('is not blamed for a socket that was closed with unread data', async () => {
    const drops = [{ site: 'skb_queue_purge_reason', reason: 'QUEUE_PURGE', drops: 9 }]
    assert.deepEqual(told(await findingsOf({ drops, interfaces })), [
      'socket-closed-with-unread-data 9',
      'none 0',
    ])
  })
})
