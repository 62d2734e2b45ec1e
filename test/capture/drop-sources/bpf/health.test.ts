import assert from 'node:assert/strict'
import { bpfHealth } from '../../../../capture/drop-sources/bpf/health.js'

const none = {
  ringFull: 0,
  overBudget: 0,
  keyMapFull: 0,
  keyMapFullBytes: 0,
  flowMapFull: 0,
  stackTableFull: 0,
  missed: 0,
  runNs: 0,
  runs: 0,
}

describe('health of the bpf source', () => {
  it('is ok when nothing was lost; the budget is no loss', () => {
    const health = bpfHealth({ ...none, overBudget: 1000 }, '')
    assert.equal(health.status, 'ok')
    assert.equal(health.why, '')
    assert.equal(health.lost, 0)
    assert.equal(health.detail['overBudget'], 1000)
  })

  it('tells losses of counts, details, flows and names apart', () => {
    for (const [statistics, symbols, text, lost] of [
      [{ ...none, keyMapFull: 3 }, '', /3 drops had no room in the key map/, 3],
      [{ ...none, missed: 2 }, '', /2 drops came while/, 2],
      [{ ...none, ringFull: 5 }, '', /details of 5 drops/, 5],
      [{ ...none, flowMapFull: 7 }, '', /7 drops had no room in the flow map/, 0],
      [{ ...none, stackTableFull: 11 }, '', /details of 11 drops have no stack/, 0],
      [none, 'kptr_restrict', /kptr_restrict/, 0],
    ] as const) {
      const health = bpfHealth(statistics, symbols)
      assert.equal(health.status, 'partial')
      assert.match(health.why, text)
      assert.equal(health.lost, lost)
    }
  })
})
