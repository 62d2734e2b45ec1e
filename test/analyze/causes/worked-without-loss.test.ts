/** Counters that tell of something that worked: findings without a drop. */
import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

const listenDrops = 'netstat:TcpExt.ListenDrops'
const noSynLost = { [listenDrops]: 0, 'netstat:TcpExt.TCPReqQFullDrop': 0 }
const noDataLost = {
  'netstat:TcpExt.TCPZeroWindowDrop': 0,
  'netstat:TcpExt.TCPRcvQDrop': 0,
  'netstat:TcpExt.TCPOFODrop': 0,
}

const cases: readonly (readonly [cause: string, gained: Readonly<Record<string, number>>])[] = [
  ['syncookies-no-drop', { 'netstat:TcpExt.TCPReqQFullDoCookies': 5, ...noSynLost }],
  ['syncookies-no-drop', { 'netstat:TcpExt.SyncookiesSent': 5, ...noSynLost }],
  ['tcp-zero-window-no-loss', { 'netstat:TcpExt.TCPToZeroWindowAdv': 5, ...noDataLost }],
  ['tcp-close-with-unread-data', { 'netstat:TcpExt.TCPAbortOnClose': 5 }],
]

describe('what worked without loss', () => {
  for (const [cause, gained] of cases) {
    it(`${cause}: ${Object.keys(gained)[0] ?? ''}`, async () => {
      const findings = await findingsOf({ gained })
      assert.deepEqual(told(findings).sort(), [`${cause} 0`, 'none 0'].sort())
      assert.equal(theFinding(findings, cause).severity, 'benign')
      assert.match(theFinding(findings, cause).title, /^(5 |TCP told a peer 5 times)/)
      assert.deepEqual(findings.totals.drops, 0)
      assert.ok(theFinding(findings, cause).window.toMs > 0)
    })
  }

  it('is not said where something was lost, or where that was not recorded', async () => {
    const cookies = { 'netstat:TcpExt.TCPReqQFullDoCookies': 5 }
    const lost = await findingsOf({ gained: { ...cookies, ...noSynLost, [listenDrops]: 3 } })
    assert.ok(!told(lost).includes('syncookies-no-drop 0'))
    assert.deepEqual(told(await findingsOf({ gained: cookies })), ['none 0'])
    const window = { 'netstat:TcpExt.TCPToZeroWindowAdv': 5, ...noDataLost }
    const dropped = await findingsOf({ gained: { ...window, 'netstat:TcpExt.TCPRcvQDrop': 2 } })
    assert.ok(!told(dropped).includes('tcp-zero-window-no-loss 0'))
    const beyond = { site: 'tcp_validate_incoming', reason: 'TCP_INVALID_END_SEQUENCE', drops: 3 }
    const outside = await findingsOf({ drops: [beyond], gained: window })
    assert.ok(!told(outside).includes('tcp-zero-window-no-loss 0'))
  })
})
