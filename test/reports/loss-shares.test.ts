import assert from 'node:assert/strict'
import { letters, lossShares } from '../../reports/loss-shares.js'
import { sum } from '../../reports/quantities.js'
import { finding, reportModel } from './model.js'

describe('loss shares', () => {
  it('sort problems by size, then what is unknown, and leave housekeeping out', () => {
    const { findings } = reportModel([
      finding({ cause: 'tcp-old-ack', severity: 'benign', drops: 900 }),
      finding({ cause: 'unknown-site', severity: 'unknown', drops: 50 }),
      finding({ cause: 'no-route', drops: 7 }),
      finding({ cause: 'mtu-df', drops: 23 }),
    ])
    const shares = lossShares(findings)
    assert.deepEqual(
      shares.losses.map((s) => [s.letter, s.name, s.drops]),
      [
        ['A', 'mtu-df', 23],
        ['B', 'no-route', 7],
        ['C', 'unknown-site', 50],
      ],
    )
    assert.equal(shares.lost, 80)
    assert.deepEqual(
      shares.benign.map((s) => s.letter),
      ['D'],
    )
  })
  it('show what no finding claims, so that the parts sum to the whole', () => {
    const { findings } = reportModel([finding({ drops: 23 })])
    const totals = { ...findings.totals, unexplained: 100 }
    const shares = lossShares({ ...findings, totals })
    assert.equal(shares.lost, 123)
    assert.equal(sum(shares.losses.map((s) => s.drops)), 123)
    assert.equal(shares.losses[1]?.finding, null)
  })
  it('count letters as spreadsheets do', () => {
    assert.deepEqual([0, 25, 26, 701, 702].map(letters), ['A', 'Z', 'AA', 'ZZ', 'AAA'])
  })
})
