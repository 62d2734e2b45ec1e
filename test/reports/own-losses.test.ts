import assert from 'node:assert/strict'
import type { Findings, HealthRow } from '../../analyze/finding.js'
import { ownLosses } from '../../reports/own-losses.js'
import { trustOf } from '../../reports/trust.js'
import { finding, reportModel } from './model.js'

const row = (over: Partial<HealthRow>): HealthRow => ({
  source: 'bpf',
  status: 'partial',
  why: '',
  lost: 0,
  ...over,
})
/** 1,000 drops and 100,000 packets were seen. */
const trust = (health: readonly HealthRow[], over: Partial<Findings> = {}) => {
  const model = reportModel([finding({ drops: 1000 })])
  return trustOf({
    ...model,
    findings: {
      ...model.findings,
      ...over,
      totals: { ...model.findings.totals, packets: 100_000 },
      health,
    },
  })
}

describe('how far a report can be trusted', () => {
  it('one lost record of sockets is no alarm, and is told', () => {
    const { level, label, details } = trust([row({ source: 'sockets', lost: 1 })])
    assert.equal(level, 'partial')
    assert.equal(label, '')
    assert.match(details[0] ?? '', /^Sockets lost 1 record; drops are counted all the same\./)
  })
  it('details that were not kept change no count', () => {
    const { level, headline } = trust([row({ status: 'ok', lost: 90_000, uncounted: 0 })])
    assert.equal(level, 'partial')
    assert.match(headline, /^Bpf lost details of 90,000 drops/)
  })
  it('drops in no count alarm above one in a hundred', () => {
    assert.equal(trust([row({ lost: 10, uncounted: 10 })]).level, 'partial')
    const { level, headline } = trust([row({ lost: 11, uncounted: 11 })])
    assert.equal(level, 'lost')
    assert.match(headline, /^Bpf lost 11 drops \(1\.1%\) that are in no count/)
  })
  it('drops in no count of a site may be those that counters alone tell of', () => {
    const { totals } = reportModel([finding({ drops: 1000 })]).findings
    const lossy = { ...totals, packets: 100_000, withoutEvent: 300 }
    const [first = ''] = ownLosses({
      health: [row({ lost: 300, uncounted: 300 })],
      totals: lossy,
    }).map(({ text }) => text)
    assert.match(
      first,
      /^bpf lost 300 drops \(30\.0%\) that are in no count of a drop site; they may/,
    )
    assert.match(first, /among the 300 losses that counters alone tell of$/)
  })
  it('lost packets of the capture alarm above one in a hundred, and say what they falsify', () => {
    assert.equal(trust([row({ source: 'packets', lost: 1000 })]).level, 'partial')
    const { level, headline } = trust([row({ source: 'packets', lost: 10_000 })])
    assert.equal(level, 'lost')
    assert.match(headline, /shares of traffic and what losses cost may be wrong/)
  })
  it('rows that were not written always alarm, and so does a cut-off', () => {
    assert.equal(trust([row({ source: 'session', lost: 1 })]).level, 'lost')
    const { session } = reportModel().findings
    assert.equal(trust([], { session: { ...session, closed: false } }).level, 'lost')
  })
  it('is full where nothing was lost', () => {
    assert.equal(trust([row({ status: 'ok' })]).level, 'ok')
  })
})
