import assert from 'node:assert/strict'
import { benignReasons } from '../../analyze/kernel/benign-reasons.js'
import { maskEventText, masksOfEvent } from '../../session/mask-event.js'
import { findingsOf, told } from './session-builder.js'
import type { DropLiteral } from './session-literal.js'

const refused: DropLiteral = { site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 23 }
const unread: DropLiteral = { site: 'skb_queue_purge_reason', reason: 'QUEUE_PURGE', drops: 4 }
const unknown: DropLiteral = { site: 'some_driver_rx', drops: 6, packet: null, protocol: 0x1234 }
const drops = [refused, unread, unknown]

describe('masks of the report', () => {
  it('mask what was found to be of a cause, and say how much', async () => {
    const masks = [{ field: 'cause', pattern: 'udp-*' }] as const
    const findings = await findingsOf({ drops }, { masks })
    assert.deepEqual(told(findings), ['unknown-site 6', 'socket-closed-with-unread-data 4'])
    assert.equal(findings.totals.masked, 23)
    assert.deepEqual(findings.maskedBy, [{ mask: 'cause=udp-*', drops: 23 }])
    assert.ok(findings.ruledOut.every(({ cause }) => cause !== 'udp-no-listener'))
  })

  it('mask what is benign, and nothing else', async () => {
    const masks = [{ field: 'severity', pattern: 'benign' }] as const
    const findings = await findingsOf({ drops }, { masks })
    assert.deepEqual(told(findings), ['udp-no-listener 23', 'unknown-site 6'])
    assert.deepEqual(findings.maskedBy, [{ mask: 'benign', drops: 4 }])
  })

  it('take the trap of a hardware drop for its site', async () => {
    const trapped: DropLiteral = { site: '', trap: 'l2_drops/vlan_tag_mismatch', drops: 7 }
    const masks = [{ field: 'site', pattern: 'l2_drops/*' }] as const
    const findings = await findingsOf({ drops: [refused, trapped] }, { masks })
    assert.deepEqual(told(findings), ['udp-no-listener 23'])
    assert.deepEqual(findings.maskedBy, [{ mask: 'site=l2_drops/*', drops: 7 }])
  })

  it('give each drop to the first that covers it', async () => {
    const masks = [
      { field: 'reason', pattern: 'Q*' },
      { field: 'severity', pattern: 'benign' },
      { field: 'site', pattern: '*' },
    ] as const
    const findings = await findingsOf({ drops }, { masks })
    assert.deepEqual(told(findings), ['none 0'])
    assert.match(findings.findings[0]?.title ?? '', /beside 33 drops that are masked/)
    assert.deepEqual(findings.maskedBy, [
      { mask: 'site=*', drops: 29 },
      { mask: 'reason=Q*', drops: 4 },
    ])
  })
})

describe('masks of the recording', () => {
  const masked: DropLiteral = { ...refused, masked: true, packet: null, details: 0 }

  it('are told with what each took, by the masks in force at the time', async () => {
    const findings = await findingsOf({
      drops: [
        { ...masked, atMs: 1000 },
        { ...masked, atMs: 5000, drops: 5 },
      ],
      info: { masks: ['iface=eth1', 'reason=NO_SOCKET'] },
      rows: {
        event: [{ at_ns: 3e9, kind: 'mask', text: maskEventText(['netns=host', 'site=a, b']) }],
      },
    })
    assert.equal(findings.totals.masked, 28)
    assert.deepEqual(findings.maskedBy, [
      { mask: 'reason=NO_SOCKET', drops: 23 },
      { mask: 'netns=host', drops: 5 },
    ])
  })

  it('count what no mask that is known covers', async () => {
    const { maskedBy } = await findingsOf({ drops: [masked] })
    assert.deepEqual(maskedBy, [{ mask: 'a mask of the recording', drops: 23 }])
  })

  it('are read back from the event that tells of them', () => {
    const masks = ['netns=a, b', 'reason=X', 'site=tcp_*']
    assert.deepEqual(masksOfEvent(maskEventText(masks)), masks)
    assert.deepEqual(masksOfEvent(maskEventText([])), [])
    assert.equal(masksOfEvent('something else'), undefined)
  })
})

describe('reasons that are never a loss', () => {
  for (const reason of benignReasons) {
    it(`${reason} is benign to the causes too`, async () => {
      const { totals } = await findingsOf({ drops: [{ site: 'tcp_data_queue', reason, drops: 7 }] })
      assert.deepEqual([totals.problem, totals.benign], [0, 7])
    })
  }
})
