/** What the report's model says of places, times and who is hurt. */
import assert from 'node:assert/strict'
import { analyze } from '../../../analyze/analyze.js'
import { buildReportModel } from '../../../analyze/model/build-report-model.js'
import type { ReportModel } from '../../../analyze/model/report-model.js'
import { gapEventText } from '../../../session/gap-event.js'
import { recordedText, withRecorded } from '../recorded/recorded-sessions.js'
import { withSession } from '../session-builder.js'
import type { SessionLiteral } from '../session-literal.js'

const modelOf = (literal: SessionLiteral): Promise<ReportModel> =>
  withSession(literal, async (reader) => buildReportModel(reader, await analyze(reader)))

const full = { site: 'udp_queue_rcv_one_skb', reason: 'SOCKET_RCVBUFF' }
const flowTo = (sport: number, dport: number, drops: number) => ({ sport, dport, drops })

describe('drop paths', () => {
  it('lead from a destination through the site to the finding, most drops first', async () => {
    const { dropPaths } = await modelOf({
      drops: [
        { ...full, drops: 5, flows: [flowTo(1, 53, 3), flowTo(2, 53, 1), flowTo(3, 54, 1)] },
        { site: 'no_such_site', drops: 7, packet: { proto: 'icmp', sport: 8, dport: 0 } },
      ],
    })
    const paths = dropPaths.paths.map((p) => `${p.destination} ${p.site} ${p.drops}`)
    assert.deepEqual(paths, [
      'icmp 192.0.2.2 no_such_site 7',
      'udp 192.0.2.2:53 udp_queue_rcv_one_skb 4',
      'udp 192.0.2.2:54 udp_queue_rcv_one_skb 1',
    ])
    assert.equal(dropPaths.morePaths, 0)
  })
  it('leave out what is masked, and count those beyond 200', async () => {
    const flows = Array.from({ length: 250 }, (_, i) => flowTo(1000, i + 1, 1))
    const { dropPaths } = await modelOf({
      drops: [
        { ...full, drops: 250, flows },
        { ...full, drops: 9, masked: true },
      ],
    })
    assert.equal(dropPaths.paths.length, 200)
    assert.equal(dropPaths.morePaths, 50)
    assert.ok(dropPaths.paths.every(({ drops }) => drops === 1))
  })
})

describe('who is hurt', () => {
  it('joins flows of one client to one service, and loses none of their drops', async () => {
    const flows = [1, 2, 3, 4].map((sport) => flowTo(sport, 53, sport))
    const { hurt } = await modelOf({
      drops: [{ ...full, drops: 15, flows: [...flows, flowTo(9, 54, 5)] }],
    })
    assert.deepEqual(
      hurt.flows.map(({ sport, dport, flows: n, drops }) => [sport, dport, n, drops]),
      [
        [null, 53, 4, 10],
        [9, 54, 1, 5],
      ],
    )
    assert.equal(hurt.moreFlows, 0)
  })
})

describe('timeline', () => {
  const event = (at_ns: number, text: string) => ({ at_ns, kind: 'gap' as const, text })

  it('draws a gap from when a round was due until it came', async () => {
    const { timeline } = await modelOf({
      drops: [{ ...full, drops: 1 }],
      rows: {
        event: [
          event(5e9, gapEventText('the round of counters', 2300)),
          event(1e9, gapEventText('the round of counters', 4000)),
          event(7e9, 'an event of an older version'),
        ],
      },
    })
    assert.deepEqual(
      timeline.spans.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]),
      [
        ['gap', 0, 1000],
        ['gap', 2700, 5000],
        ['gap', 7000, 7000],
      ],
    )
  })
  it('says how wide its bins are, in the JSON too, and when drops were watched', async () => {
    const { timeline, findings } = await modelOf({
      drops: [{ ...full, drops: 1 }],
      info: { attachedNs: 0.5e9, detachedNs: 9e9 },
    })
    assert.deepEqual(findings.timeline, { binMs: timeline.binMs, bins: timeline.bins })
    for (const { timeline: series } of findings.findings) assert.equal(series.length, timeline.bins)
    assert.deepEqual(timeline.watched, { fromMs: 500, toMs: 9000 })
  })
})

describe('sample drops', () => {
  it('tell the time since the packet before in the same flow', () =>
    withRecorded(recordedText('mix-five-at-once'), async (reader) => {
      const { samples } = await buildReportModel(reader, await analyze(reader))
      const since = samples.flatMap(({ lines }) => lines.map(({ sinceMs }) => sinceMs))
      const known = since.filter((ms) => ms !== null)
      assert.ok(known.length > 5)
      assert.ok(known.every((ms) => ms > 0 && ms <= 10_000))
    }))
  it('do not know it where nothing came before', async () => {
    const { samples } = await modelOf({ drops: [{ ...full, drops: 1 }] })
    assert.deepEqual(
      samples.flatMap(({ lines }) => lines.map(({ sinceMs }) => sinceMs)),
      [null],
    )
  })
})
