import assert from 'node:assert/strict'
import { changes } from '../../../analyze/correlation/cross-correlation.js'
import { agreements, fewestBins, maxLagFor } from '../../../analyze/correlation/max-statistic.js'
import { activityOf, isEnough } from '../../../analyze/correlation/series.js'
import {
  autocorrelated,
  bursts,
  drifting,
  following,
  independent,
  periodic,
  randomFrom,
  type Random,
} from './random-series.js'

const bins = 300
const changesOf = (series: Float64Array): Float64Array =>
  changes(series) ?? new Float64Array(series.length - 5)
const isTold = ({ p, r }: { readonly p: number; readonly r: number }): boolean =>
  p <= 0.05 && r >= 0.3

describe('series that have to do with one another', () => {
  for (const [name, make] of Object.entries({ independent, bursts, autocorrelated })) {
    it(`are told, with their lag: ${name}`, () => {
      const random = randomFrom(7)
      const drops = make(random, bins)
      const company = Array.from({ length: 20 }, () => bursts(random, bins))
      const [first, ...others] = agreements(
        [changesOf(drops)],
        [following(random, drops, 4), ...company].map(changesOf),
      )
      assert.ok(first !== undefined && isTold(first), JSON.stringify(first))
      assert.equal(first.lag, 4)
      assert.deepEqual(others.filter(isTold), [])
    })
  }

  it('are told where the counter comes first', () => {
    const random = randomFrom(3)
    const counter = bursts(random, bins)
    const [first] = agreements([changesOf(following(random, counter, 6))], [changesOf(counter)])
    assert.equal(first?.lag, -6)
  })
})

describe('series that have nothing to do with one another', () => {
  it('are seldom told: at most one report in 20 or so has a false one among ten candidates', function () {
    this.timeout(60_000)
    const kinds: readonly ((random: Random, bins: number) => Float64Array)[] = [
      independent,
      bursts,
      autocorrelated,
      drifting,
      periodic,
    ]
    let reports = 0
    let wrong = 0
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomFrom(seed)
      const drops = kinds[seed % kinds.length]?.(random, bins) ?? new Float64Array(bins)
      const candidates = Array.from(
        { length: 10 },
        (_, i) => kinds[(seed + i) % kinds.length]?.(random, bins) ?? drops,
      )
      if (!isEnough(activityOf(drops))) continue
      reports++
      if (agreements([changesOf(drops)], candidates.map(changesOf)).some(isTold)) wrong++
    }
    assert.ok(reports >= 40, `${reports} reports`)
    assert.ok(wrong <= 0.1 * reports, `${wrong} of ${reports}`)
  })

  it('are not told of a constant series, or one that is always 0', () => {
    const random = randomFrom(1)
    assert.equal(changes(new Float64Array(bins).fill(7)), undefined)
    const [nothing] = agreements([changesOf(bursts(random, bins))], [new Float64Array(bins - 5)])
    assert.equal(nothing?.r, 0)
  })

  it('are not asked of a single spike, or a single burst', () => {
    const spike = new Float64Array(bins)
    spike[150] = 1000
    const burst = new Float64Array(bins).fill(9, 100, 140)
    assert.equal(isEnough(activityOf(spike)), false)
    assert.equal(isEnough(activityOf(burst)), false)
    assert.equal(isEnough(activityOf(bursts(randomFrom(2), bins))), true)
  })

  it('are not asked of a short recording', () => {
    const short = changesOf(independent(randomFrom(1), fewestBins + 4))
    assert.deepEqual(agreements([short], [short]), [])
    const enough = changesOf(independent(randomFrom(1), fewestBins + 5))
    assert.equal(agreements([enough], [enough])[0]?.r.toFixed(6), '1.000000')
    assert.ok(maxLagFor(fewestBins) < 10)
    assert.equal(maxLagFor(600), 10)
  })
})
