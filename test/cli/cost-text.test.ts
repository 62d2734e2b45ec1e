import assert from 'node:assert/strict'
import { costText } from '../../cli/cost-text.js'

const cost = {
  recorderCpuMs: 480,
  captureCpuMs: 130,
  bytesWritten: 1_572_864,
  bpfRunNs: 211_000,
  bpfRuns: 1000,
}

describe('cost of a recording', () => {
  it('adds up the processes, and has the time of a drop from the kernel', () => {
    assert.equal(
      costText(cost, { durationMs: 61_000, drops: 997 }),
      'cost: 0.61 s of CPU (1.0% of one core), 211 ns for each drop in the kernel, 1.5 MiB written',
    )
  })

  it('says so where the kernel keeps no statistics', () => {
    const text = costText({ ...cost, bpfRunNs: 0, bpfRuns: 0 }, { durationMs: 61_000, drops: 5 })
    assert.match(text, /, time in the kernel not measured, /)
  })

  it('says nothing of drops where BPF had none, or did not run', () => {
    const plain = 'cost: 0.61 s of CPU (1.0% of one core), 1.5 MiB written'
    assert.equal(costText(cost, { durationMs: 61_000, drops: 0 }), plain)
    const other = { ...cost, bpfRunNs: null, bpfRuns: null }
    assert.equal(costText(other, { durationMs: 61_000, drops: 5 }), plain)
  })
})
