import assert from 'node:assert/strict'
import type { Row } from '../../session/tables.js'
import { analyze } from '../../analyze/analyze.js'
import { analyzed, findingsOf, theFinding, told, withSession } from './session-builder.js'
import type { DropLiteral, SessionLiteral } from './session-literal.js'

const refused: DropLiteral = { site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 23 }
const unread: DropLiteral = { site: 'skb_queue_purge_reason', reason: 'QUEUE_PURGE', drops: 4 }
const unknown: DropLiteral = { site: 'some_driver_rx', drops: 6, packet: null, protocol: 0x1234 }

const healthOf = (source: string, detail: object): Row<'source_health'> => ({
  source,
  status: 'partial',
  why: 'it says so',
  lost: 0,
  detail: JSON.stringify(detail),
})

describe('analyze', () => {
  it('puts every drop in one class', async () => {
    const { totals, findings } = await findingsOf({
      drops: [refused, unread, unknown, { ...refused, drops: 2, masked: true }],
    })
    assert.deepEqual(
      [totals.drops, totals.problem, totals.benign, totals.unexplained, totals.masked],
      [35, 23, 4, 6, 2],
    )
    assert.deepEqual(
      findings.map((f) => f.cause),
      ['udp-no-listener', 'unknown-site', 'socket-closed-with-unread-data'],
    )
  })

  it('says none where nothing was lost, and what that rests on', async () => {
    const quiet = await findingsOf({ drops: [unread] })
    assert.deepEqual(told(quiet), ['socket-closed-with-unread-data 4', 'none 0'])
    assert.equal(theFinding(quiet, 'none').confidence, 'certain')
    const deaf = theFinding(await findingsOf({ without: ['firewall'] }), 'none')
    assert.equal(deaf.confidence, 'likely')
    const blind = theFinding(await findingsOf({ without: ['bpf'] }), 'none')
    assert.deepEqual(
      [blind.confidence, blind.title.startsWith('No loss shows')],
      ['possible', true],
    )
  })

  it('takes an empty session', async () => {
    const findings = await findingsOf({
      without: ['bpf', 'counters', 'sockets', 'firewall'],
      cutOff: true,
    })
    assert.equal(findings.session.closed, false)
    assert.equal(findings.totals.drops, 0)
  })

  it('gives the same findings every time', async () => {
    const literal: SessionLiteral = {
      drops: [refused, unread, unknown, { ...refused, netns: 'box', packet: { dport: 99 } }],
      gained: { 'snmp:Udp.NoPorts': 23, 'link:eth0.rx_crc_errors': 2 },
      sockets: [{ port: 53, local: '127.0.0.1' }],
      traffic: [{ protocol: 0x88cc, packets: 3 }],
    }
    await withSession(literal, async (reader) => {
      const [first, second] = [await analyze(reader), await analyze(reader)]
      assert.deepEqual(second.findings, first.findings)
    })
  })

  it('is less certain where the recorder lost counts', async () => {
    const findings = await findingsOf({ drops: [refused], health: { keyMapFull: 3 } })
    const found = theFinding(findings, 'udp-no-listener')
    assert.equal(found.confidence, 'likely')
    assert.match(found.confidenceWhy, /lost counts/)
  })

  it('is less certain of drops whose flows found no room, and only of those', async () => {
    const flood = { ...refused, drops: 1009, flows: [{ drops: 503, dport: 9, proto: 17 }] }
    const health = { flowMapFull: 506 }
    const [found] = (await findingsOf({ drops: [flood, { ...unread, drops: 7 }], health })).findings
    assert.equal(found?.confidence, 'likely')
    assert.match(found.confidenceWhy, /no room left for the flows of 506 of these drops/)
    const known = await findingsOf({ drops: [refused], health })
    assert.equal(theFinding(known, 'udp-no-listener').confidence, 'certain')
  })

  it('is less certain where a source missed drops without a count, or counts were not written', async () => {
    const alerts = await findingsOf({
      drops: [{ ...refused, source: 'drop-monitor' }],
      rows: { source_health: [healthOf('drop-monitor', { fullAlerts: 1 })] },
      without: ['bpf', 'health'],
    })
    assert.match(
      theFinding(alerts, 'udp-no-listener').confidenceWhy,
      /drop-monitor missed drops without knowing how many/,
    )
    const unwritten = await findingsOf({
      drops: [refused],
      rows: { source_health: [healthOf('session', { lostRows: { drop_count: 2, process: 1 } })] },
    })
    const found = theFinding(unwritten, 'udp-no-listener')
    assert.equal(found.confidence, 'likely')
    assert.match(found.confidenceWhy, /2 rows of counts could not be written/)
  })

  it('counts details that were left out', async () => {
    const { totals } = await findingsOf({ drops: [refused] })
    assert.equal(totals.lostDetails, 19)
  })

  it('uses the counts of a cut-off session whose source has no health yet', async () => {
    const { totals } = await findingsOf({ drops: [refused], cutOff: true, without: ['health'] })
    assert.equal(totals.problem, 23)
  })
})

describe('masks', () => {
  const gained = { 'snmp:Udp.NoPorts': 23 }

  it('of the report leave drops out of the findings, and their counters out of the losses', async () => {
    const masks = [
      { field: 'reason', pattern: 'NO_*' },
      { field: 'site', pattern: '__udp4*' },
      { field: 'iface', pattern: 'eth0' },
      { field: 'netns', pattern: 'host' },
    ] as const
    for (const mask of masks) {
      const findings = await findingsOf({ drops: [refused], gained }, { masks: [mask] })
      assert.deepEqual(told(findings), ['none 0'], mask.field)
      assert.equal(findings.totals.masked, 23)
      assert.equal(findings.ledger[0]?.explainedBy[0]?.cause, 'masked')
    }
  })

  it('of the report match whole names only', async () => {
    const masks = [{ field: 'reason', pattern: 'NO' } as const]
    assert.deepEqual(told(await findingsOf({ drops: [refused] }, { masks })), [
      'udp-no-listener 23',
    ])
  })

  it('of the recording hide flows too, and still make no loss of the counters', async () => {
    const drops = [{ ...refused, masked: true, packet: null, details: 0 }]
    const findings = await findingsOf({ drops, gained })
    assert.deepEqual(told(findings), ['none 0'])
  })
})

describe('groups', () => {
  it('have one for the rest of a key whose flows did not fit', async () => {
    const { groups } = await analyzed({
      drops: [
        {
          ...refused,
          flows: [
            { dport: 53, drops: 10 },
            { dport: 54, drops: 5 },
          ],
        },
      ],
    })
    assert.deepEqual(
      groups.map((g) => [g.flow?.dport, g.drops]),
      [
        [53, 10],
        [54, 5],
        [undefined, 8],
      ],
    )
  })

  it('never sum to more than their key, even where its flows do (cut off between two readings)', async () => {
    const flows = [
      { dport: 53, drops: 20 },
      { dport: 54, drops: 9 },
    ]
    const { groups } = await analyzed({ drops: [{ ...refused, flows }] })
    assert.equal(
      groups.reduce((sum, g) => sum + g.drops, 0),
      23,
    )
  })

  it('of one key with several causes can be counted again one by one', async () => {
    const flows = [
      { dport: 53, drops: 10 },
      { dport: 54, drops: 5 },
      { dport: 55, drops: 3 },
    ]
    const findings = await findingsOf({
      drops: [{ ...refused, flows }],
      sockets: [
        { port: 54, local: '127.0.0.1' },
        { port: 55, device: 'eth9' },
      ],
    })
    assert.deepEqual(told(findings), [
      'udp-no-listener 15',
      'udp-bound-wrong-address 5',
      'udp-bound-wrong-device 3',
    ])
  })

  it('know their protocol without a flow from the place', async () => {
    const drops = [
      { site: 'udp_queue_rcv_one_skb', reason: 'SOCKET_RCVBUFF', drops: 3, packet: null },
    ]
    assert.deepEqual(told(await findingsOf({ drops })), ['udp-rcvbuf-full 3'])
  })

  it('do without a symbol, a namespace and an interface', async () => {
    const findings = await findingsOf({
      drops: [{ drops: 3, netns: null, device: '', packet: null }],
    })
    assert.deepEqual(told(findings), ['unknown-site 3'])
  })
})

describe('a session from a stranger', () => {
  const hostile = `'; DROP TABLE x; --"<script>\u202e`

  it('cannot break the queries or the analysis with its names', async () => {
    const findings = await findingsOf({
      drops: [
        { ...unknown, reason: hostile, site: hostile, device: hostile, netns: hostile },
        { ...refused, stack: [hostile] },
        { site: '__dev_queue_xmit', reason: 'QDISC_DROP', drops: 2, device: hostile },
        { site: 'ip_error', drops: 2, packet: { dst: '203.0.113.7' } },
      ],
      qdiscs: [
        { device: hostile, handle: hostile, kind: 'tbf', options: { [hostile]: [hostile] } },
      ],
      routes: [{ dst: '203.0.113.0/24', type: 'blackhole' }, { dst: hostile }],
      gained: { [`qdisc:${hostile}/${hostile}.drops`]: 2, [hostile]: 7 },
      rules: [{ chain: hostile, hook: 'input', verdict: hostile, text: hostile }],
      sysctls: { host: hostile },
      addresses: ['eth0 not-an-address/99'],
    })
    assert.ok(findings.findings.length >= 4)
  })

  it('cannot mislead with details that point nowhere', async () => {
    const data = new Uint8Array(256).fill(0xff)
    const block = { id: 2, source: 'bpf', from_ns: 0, to_ns: 1, records: 9, data } as const
    const findings = await findingsOf({ drops: [refused], rows: { drop_block: [block] } })
    assert.deepEqual(told(findings), ['udp-no-listener 23'])
  })
})
