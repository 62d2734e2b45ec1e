import assert from 'node:assert/strict'
import type { ReportModel } from '../../analyze/model/report-model.js'
import { htmlCapBytes, markdownCapBytes } from '../../reports/report-limits.js'
import { compare } from '../../analyze/compare/compare.js'
import { renderDiff } from '../../reports/diff/render-diff.js'
import { renderReport, reportFormats } from '../../reports/render.js'
import { nothingLost } from './cases.js'
import { hostileText, withTexts } from './hostile.js'
import { finding, ledgerRow, reportModel } from './model.js'

const dayMs = 86_400_000
const bins = 600
const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i)
const noise = (seed: number): number[] =>
  range(bins).map((i) => ((i * 7919 + seed * 104_729) % 97 < 40 ? (i * seed) % 50 : 0))

/** 200 causes, 10,000 flows, 24 hours, 256 CPUs, thousands of rows in every table. */
function huge(): ReportModel {
  const flows = range(10_000).map((i) => ({
    proto: 'udp',
    src: `10.${i >> 8}.${i & 255}.1`,
    sport: 1024 + i,
    dst: '10.0.0.1',
    dport: 53,
    drops: 10_000 - i,
  }))
  const findings = range(200).map((n) => {
    const timeline = noise(n + 1)
    return finding({
      id: `cause-number-${n}`,
      cause: `cause-number-${n}`,
      drops: timeline.reduce((a, b) => a + b, 0),
      timeline,
      flows: flows.slice(n * 50, n * 50 + 50),
      moreFlows: 312,
      sites: range(30).map((i) => ({ symbol: `site_${i}`, reason: 'NOT_SPECIFIED', drops: i })),
      sockets: range(40).map((i) => ({
        proto: 'udp',
        local: `10.0.0.1:${i}`,
        remote: '',
        pid: i,
        comm: 'receiver',
        state: 'running',
        rcvbuf: 212_992,
      })),
      evidence: range(20).map((i) => ({
        label: `evidence ${i} `.repeat(20),
        value: 'value '.repeat(60),
        query: 'SELECT something FROM somewhere WHERE a = b\n'.repeat(40),
      })),
      remedy: range(12).map((i) => ({
        what: `remedy ${i} `.repeat(30),
        command: 'sysctl -w a=b && '.repeat(50),
        verify: 'verify '.repeat(60),
        undo: 'undo '.repeat(60),
      })),
    })
  })
  const base = reportModel(findings)
  return {
    ...base,
    findings: {
      ...base.findings,
      session: { ...base.findings.session, durationMs: dayMs },
      ledger: range(2000).map((i) => ledgerRow({ counter: `snmp:Group.Counter${i}`, residue: i })),
      ruledOut: range(300).map((i) => ({
        cause: `c-${i}`,
        state: 'unknown',
        why: 'Why. '.repeat(50),
      })),
    },
    timeline: {
      ...base.timeline,
      binMs: dayMs / bins,
      bins,
      watched: { fromMs: 0, toMs: dayMs },
      traffic: { packets: noise(3), bytes: noise(5) },
      counters: range(40).map((i) => ({
        name: `counter ${i}`,
        scope: 'host',
        isDrop: 'always',
        delta: 100,
        increase: noise(i),
      })),
      marks: range(500).map((i) => ({
        atMs: i * 1000,
        kind: 'interface',
        text: `Interface ${i} came.`,
      })),
      spans: range(500).map((i) => ({
        fromMs: i * 9000,
        toMs: i * 9000 + 50,
        kind: 'gap',
        text: 'Gap.',
      })),
    },
    cpuHeat: {
      binMs: dayMs / bins,
      rows: range(256).map((cpu) => ({ cpu, drops: noise(cpu) })),
      counted: 1_000_000,
      of: 1_000_000,
    },
    hurt: {
      flows: flows.map((flow, i) => ({
        ...flow,
        findingId: `cause-number-${i % 200}`,
        netns: 'host',
        flows: 1,
        packets: null,
        fromMs: null,
        toMs: null,
      })),
      moreFlows: 0,
      sockets: [],
      moreSockets: 0,
    },
    environment: range(5000).map((i) => ({
      group: 'sysctl',
      scope: 'host',
      name: `net.ipv4.conf.if${i}.rp_filter`,
      value: '1',
      usedBy: [],
    })),
  }
}

/** What analysis makes of ten million drops of 30 causes and ten million packets: sums, and the first of each list. */
function tenMillion(): ReportModel {
  const model = huge()
  const per = Math.ceil(10_000_000 / 30)
  return {
    ...model,
    findings: {
      ...model.findings,
      totals: { ...model.findings.totals, drops: 30 * per, problem: 30 * per, packets: 10_000_000 },
      findings: model.findings.findings.slice(0, 30).map((f) => ({
        ...f,
        drops: per,
        timeline: f.timeline.map((n) => n * 100),
        flows: f.flows.slice(0, 20),
        moreFlows: 9980,
        evidence: f.evidence.slice(0, 8),
        remedy: f.remedy.slice(0, 3),
      })),
      ledger: model.findings.ledger.slice(0, 150),
    },
    hurt: { ...model.hurt, flows: model.hurt.flows.slice(0, 200), moreFlows: 9800 },
    environment: model.environment.slice(0, 1500),
  }
}

describe('size of reports', function () {
  this.timeout(120_000)
  it('200 causes, 10,000 flows, 24 h: below the caps, and what is left out is counted', async () => {
    const model = huge()
    const page = await renderReport(model, 'html')
    assert.ok(Buffer.byteLength(page) <= htmlCapBytes, String(Buffer.byteLength(page)))
    assert.match(page, /and 9,9\d\d more flows/)
    assert.match(page, /\d+ smaller causes/)
    const markdown = await renderReport(model, 'md')
    assert.ok(Buffer.byteLength(markdown) <= markdownCapBytes, String(Buffer.byteLength(markdown)))
    assert.match(markdown, /and \d+ smaller causes/)
  })
  it('5,000 drop sites, and a comparison of two such sessions', async () => {
    const sites = range(5000).map((i) => ({
      symbol: `site_${i}`,
      reason: 'NOT_SPECIFIED',
      drops: 1,
    }))
    const model = reportModel(
      range(200).map((n) =>
        finding({ id: `cause-${n}`, cause: `cause-${n}`, drops: 5000, sites, timeline: noise(n) }),
      ),
    )
    const page = await renderReport(model, 'html')
    assert.ok(Buffer.byteLength(page) <= htmlCapBytes, String(Buffer.byteLength(page)))
    assert.match(page, /and 4,9\d\d more sites/)
    const diff = compare(
      reportModel([finding()]).findings,
      withTexts(model, (t) => `${t}<&"`).findings,
    )
    const diffPage = await renderDiff(diff, 'html')
    assert.ok(Buffer.byteLength(diffPage) <= htmlCapBytes, String(Buffer.byteLength(diffPage)))
    assert.match(diffPage, /and \d+ more causes/)
    const markdown = await renderDiff(diff, 'md')
    assert.ok(Buffer.byteLength(markdown) <= markdownCapBytes, String(Buffer.byteLength(markdown)))
    assert.match(markdown, /and \d+ more\./)
  })
  it('a session of ten million drops and packets takes less than two seconds of CPU time to render', async () => {
    const model = tenMillion()
    // The drawing library takes as long to load for one drop.
    await renderReport(nothingLost, 'html')
    const start = process.cpuUsage()
    for (const format of reportFormats) await renderReport(model, format)
    const { user, system } = process.cpuUsage(start)
    assert.ok(user + system < 2e6, `${(user + system) / 1e6} s`)
  })
  it('the same with texts of 3,000 characters that all need escaping', async () => {
    const model = withTexts(huge(), (text) => hostileText(text).repeat(25))
    const page = await renderReport(model, 'html')
    assert.ok(Buffer.byteLength(page) <= htmlCapBytes, String(Buffer.byteLength(page)))
    const markdown = await renderReport(model, 'md')
    assert.ok(Buffer.byteLength(markdown) <= markdownCapBytes, String(Buffer.byteLength(markdown)))
  })
})
