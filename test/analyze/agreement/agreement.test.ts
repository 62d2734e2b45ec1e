import assert from 'node:assert/strict'
import type { Agreement, SiteComparison } from '../../../analyze/agreement/agreement.js'
import type { Row } from '../../../session/tables.js'
import type { DropLiteral, SessionLiteral } from '../session-literal.js'
import { findingsOf, told } from '../session-builder.js'

const health = (
  source: 'bpf' | 'drop-monitor' | 'tracefs',
  lost = 0,
  detail: object = {},
): Row<'source_health'> => ({
  source,
  status: lost > 0 ? 'partial' : 'ok',
  why: '',
  lost,
  detail: JSON.stringify(detail),
})

const closedPort: DropLiteral = { site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 23 }

async function agreementOf(literal: SessionLiteral): Promise<Agreement> {
  const { agreement } = await findingsOf(literal)
  assert.ok(agreement, 'several sources recorded')
  return agreement
}

const onlySite = (agreement: Agreement): SiteComparison | undefined => agreement.others[0]?.sites[0]

describe('agreement of two drop sources', () => {
  it('counts the primary only, and says that both agree', async () => {
    const findings = await findingsOf({
      drops: [closedPort, { ...closedPort, source: 'tracefs', netns: null, packet: null }],
      rows: { source_health: [health('tracefs')] },
    })
    assert.equal(findings.totals.drops, 23)
    assert.deepEqual(told(findings), ['udp-no-listener 23'])
    assert.deepEqual(findings.agreement, {
      primary: 'bpf',
      others: [
        {
          source: 'tracefs',
          total: { primary: 23, other: 23, difference: 0, share: 1 },
          sites: [
            {
              site: '__udp4_lib_rcv',
              ...{ primary: 23, other: 23, difference: 0, share: 1 },
              unexplained: 0,
              why: '',
            },
          ],
          moreSites: 0,
          unexplained: 0,
        },
      ],
    })
    assert.equal(findings.findings[0]?.confidence, 'certain')
  })

  it('a difference that nothing explains is said, and nothing is certain any more', async () => {
    const findings = await findingsOf({
      drops: [closedPort, { ...closedPort, source: 'tracefs', drops: 20 }],
      rows: { source_health: [health('tracefs')] },
    })
    const site = findings.agreement?.others[0]?.sites[0]
    assert.equal(site?.difference, -3)
    assert.equal(site.unexplained, 3)
    assert.match(site.why, /nothing known explains why tracefs counted 3 packets fewer/)
    assert.equal(findings.findings[0]?.confidence, 'likely')
    assert.match(findings.findings[0].confidenceWhy, /bpf and tracefs differ by 3 drops/)
  })

  it('a recorded loss explains as much as was lost, over all sites together', async () => {
    const agreement = await agreementOf({
      drops: [
        { ...closedPort, drops: 1000 },
        { ...closedPort, source: 'drop-monitor', drops: 995 },
        { site: 'tcp_v4_rcv', reason: 'NO_SOCKET', drops: 10 },
        { site: 'tcp_v4_rcv', reason: 'NO_SOCKET', drops: 6, source: 'drop-monitor' },
      ],
      rows: { source_health: [health('drop-monitor', 7, { alertMode: 'packet' })] },
    })
    assert.deepEqual(
      agreement.others[0]?.sites.map((s) => [s.site, s.difference, s.unexplained]),
      [
        ['__udp4_lib_rcv', -5, 0],
        ['tcp_v4_rcv', -4, 2],
      ],
    )
    assert.equal(agreement.others[0].unexplained, 2)
  })

  it('drop-monitor misses packets without a MAC header, as far as the details show', async () => {
    const waiting: DropLiteral = { site: 'neigh_invalidate', reason: 'NEIGH_FAILED', drops: 5 }
    const rows = { source_health: [health('drop-monitor', 0, { alertMode: 'packet' })] }
    const without = await agreementOf({
      drops: [
        { ...waiting, packet: null },
        { ...closedPort, source: 'drop-monitor', drops: 0 },
      ],
      rows,
    })
    assert.equal(onlySite(without)?.unexplained, 0)
    assert.match(onlySite(without)?.why ?? '', /without a MAC header/)
    const withMac = await agreementOf({
      drops: [waiting, { ...closedPort, source: 'drop-monitor', drops: 0 }],
      rows,
    })
    assert.equal(onlySite(withMac)?.unexplained, 5)
    const masked = await agreementOf({
      drops: [
        { ...waiting, masked: true, packet: null, details: 0 },
        { ...closedPort, source: 'drop-monitor', drops: 0 },
      ],
      rows,
    })
    assert.equal(onlySite(masked)?.unexplained, 0)
    assert.match(onlySite(masked)?.why ?? '', /whether that is so here, bpf does not tell/)
  })

  it('a drop at a moment when only one listened is explained by that, one in the middle is not', async () => {
    const at = async (atMs: number): Promise<SiteComparison | undefined> =>
      onlySite(
        await agreementOf({
          drops: [{ ...closedPort, atMs }],
          health: { fromNs: 100e6, toNs: 9e9 },
          rows: { source_health: [health('tracefs', 0, { fromNs: 300e6, toNs: 9.1e9 })] },
        }),
      )
    assert.equal((await at(200))?.unexplained, 0)
    assert.match((await at(200))?.why ?? '', /start and stop/)
    assert.equal((await at(5000))?.unexplained, 23)
  })

  it('a full summary explains missing sites, one with room does not', async () => {
    const many = (sites: number): SessionLiteral => ({
      drops: [
        ...Array.from({ length: sites }, (_, i): DropLiteral[] => [
          { site: `site_${i}`, drops: 2 },
          { site: `site_${i}`, drops: 2, source: 'drop-monitor' },
        ]).flat(),
        { site: 'one_more', drops: 3 },
      ],
      rows: { source_health: [health('drop-monitor', 0, { alertMode: 'summary' })] },
    })
    assert.equal((await agreementOf(many(64))).others[0]?.unexplained, 0)
    assert.equal((await agreementOf(many(20))).others[0]?.unexplained, 3)
  })

  it('hardware drops are no part of it', async () => {
    const agreement = await agreementOf({
      drops: [
        closedPort,
        { ...closedPort, source: 'drop-monitor' },
        { trap: 'l3_drops/non_ip', reason: '', drops: 9, source: 'drop-monitor', netns: null },
      ],
      rows: { source_health: [health('drop-monitor', 0, { alertMode: 'packet' })] },
    })
    assert.deepEqual(agreement.others[0]?.total.difference, 0)
  })

  it('what NET_DM says without a site is explained, whoever is primary', async () => {
    const agreement = await agreementOf({
      drops: [
        closedPort,
        { ...closedPort, source: 'drop-monitor' },
        { site: '', reason: '', drops: 4, source: 'drop-monitor' },
      ],
      rows: { source_health: [health('drop-monitor', 0, { alertMode: 'summary' })] },
    })
    assert.equal(onlySite(agreement)?.difference, 4)
    assert.equal(onlySite(agreement)?.unexplained, 0)
  })
})

describe('the primary source', () => {
  const two = (literal: SessionLiteral): Promise<string> =>
    agreementOf({
      ...literal,
      drops: [
        { ...closedPort, drops: 1000 },
        { ...closedPort, source: 'tracefs', drops: 900 },
      ],
    }).then(({ primary }) => primary)

  it('is the exact one', async () => {
    assert.equal(await two({ rows: { source_health: [health('tracefs')] } }), 'bpf')
  })

  it('is another where that one missed much or broke down', async () => {
    const rows = { source_health: [health('tracefs')] }
    assert.equal(await two({ rows, health: { missed: 5 } }), 'bpf')
    assert.equal(await two({ rows, health: { keyMapFull: 500 } }), 'tracefs')
    assert.equal(
      await two({
        without: ['health'],
        rows: { source_health: [health('bpf', 0, { failed: true }), health('tracefs')] },
      }),
      'tracefs',
    )
  })

  it('is never one that was there for hardware only', async () => {
    const findings = await findingsOf({
      source: 'tracefs',
      drops: [
        closedPort,
        { trap: 'l3_drops/non_ip', reason: '', drops: 9, source: 'drop-monitor', netns: null },
      ],
      rows: { source_health: [health('drop-monitor', 0, { hardwareOnly: true })] },
    })
    assert.equal(findings.agreement, undefined)
    assert.equal(findings.totals.drops, 32)
  })
})
