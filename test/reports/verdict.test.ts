import assert from 'node:assert/strict'
import type { Findings, HealthRow } from '../../analyze/finding.js'
import { lossShares } from '../../reports/loss-shares.js'
import { verdict } from '../../reports/verdict.js'
import { finding, reportModel } from './model.js'

const told = (findings: Partial<Findings>, ...found: Parameters<typeof finding>): string => {
  const model = reportModel(found.length === 0 ? [] : [finding(...found)], { findings })
  return verdict(model, lossShares(model.findings))
}
const { totals } = reportModel().findings
const missing = (source: string): readonly HealthRow[] => [
  { source: 'bpf', status: 'ok', why: '', lost: 0 },
  { source, status: 'unavailable', why: 'it is not installed', lost: 0 },
]

describe('verdict', () => {
  it('speaks of one packet as one', () => {
    assert.equal(
      told({}, { cause: 'unknown-site', severity: 'unknown', drops: 1 }),
      '1 packet was lost in 60 s (98,412 captured); no known cause explains it.',
    )
    assert.equal(
      told({}, { drops: 1 }),
      '1 packet was lost in 60 s (98,412 captured); one cause explains it.',
    )
  })

  it('is sure that nothing was lost where what is missing only names causes', () => {
    assert.equal(
      told({ health: missing('cgroup-programs') }),
      'No packet was lost in 60 s, with 98,412 packets captured.',
    )
  })

  it('is not sure where a loss may have gone unseen', () => {
    for (const findings of [
      { health: missing('softnet-stat') },
      { session: { ...reportModel().findings.session, closed: false } },
    ])
      assert.match(told(findings), /^No loss was seen in .*, but the recording is incomplete\.$/)
  })

  it('does not take what is masked for what nobody misses', () => {
    assert.equal(
      told({ totals: { ...totals, drops: 17, masked: 17 } }),
      'No packet was lost in 60 s, with 98,412 packets captured, beside 17 drops that are masked.',
    )
  })
})
