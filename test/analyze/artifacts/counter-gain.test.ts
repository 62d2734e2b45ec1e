import assert from 'node:assert/strict'
import { CounterGain } from '../../../analyze/artifacts/counter-gain.js'

const old = { born: false, gauge: false }
const born = { born: true, gauge: false }
const gauge = { born: false, gauge: true }

function counted(values: ArrayLike<number>, kind: { born: boolean; gauge: boolean }) {
  const counter = new CounterGain(kind)
  for (const value of Array.from(values)) counter.take(value)
  return { delta: counter.delta, resets: counter.resets }
}

describe('CounterGain', () => {
  it('counts from the baseline', () => {
    assert.deepEqual(counted([100], old), { delta: 0, resets: 0 })
    assert.deepEqual(counted([100, 113], old), { delta: 13, resets: 0 })
    assert.deepEqual(counted(Float64Array.of(5, 6, 6, 22), old), { delta: 17, resets: 0 })
  })

  it('counts from zero what appeared during the recording', () => {
    assert.deepEqual(counted([13], born), { delta: 13, resets: 0 })
    assert.deepEqual(counted([13, 20], born), { delta: 20, resets: 0 })
  })

  it('goes on from zero after a reset', () => {
    assert.deepEqual(counted([100, 110, 4, 9], old), { delta: 19, resets: 1 })
    assert.deepEqual(counted([100, 0, 0, 3], born), { delta: 103, resets: 1 })
    assert.deepEqual(counted([9, 8, 7], old), { delta: 15, resets: 2 })
  })

  it('does not guess a wrap of 32 bits', () => {
    assert.deepEqual(counted([2 ** 32 - 1, 2], old), { delta: 2, resets: 1 })
  })

  it('knows a sum over CPUs of which one wrapped', () => {
    assert.deepEqual(counted([2 ** 32 + 2e8, 2e8 + 13, 2e8 + 20], old), { delta: 20, resets: 0 })
    assert.deepEqual(counted([10e9, 10e9 - 2 ** 32 + 7, 10e9 - 2 ** 32 + 11], old), {
      delta: 11,
      resets: 0,
    })
    assert.deepEqual(counted([2 ** 32 + 2e8, 41], old), { delta: 41, resets: 1 })
  })

  it('adds nothing for a count that was corrected a little, and goes on from where it had been', () => {
    assert.deepEqual(counted([1e9, 1e9 - 10, 1e9 + 7], old), { delta: 7, resets: 0 })
    assert.deepEqual(counted([1500, 1499, 1498, 1500], born), { delta: 1500, resets: 0 })
  })

  it('knows a driver that was reloaded from a correction', () => {
    assert.deepEqual(counted([1e9, 1e9 - 10, 400], old), { delta: 400, resets: 1 })
    assert.deepEqual(counted([3000, 1499], old), { delta: 1499, resets: 1 })
  })

  it('adds nothing for an unsigned count that was taken below zero', () => {
    const minusOne = 2 ** 64
    assert.deepEqual(counted([5, minusOne, 2], old), { delta: 2, resets: 1 })
    assert.deepEqual(counted([5, minusOne, 9], old), { delta: 4, resets: 0 })
    assert.deepEqual(counted([minusOne, 3], old), { delta: 3, resets: 1 })
    assert.deepEqual(counted([minusOne], born), { delta: 0, resets: 0 })
  })

  it('is the change of level for a gauge', () => {
    assert.deepEqual(counted([7, 100, 3], gauge), { delta: -4, resets: 0 })
    assert.deepEqual(counted([7, 9], { born: true, gauge: true }), { delta: 2, resets: 0 })
  })

  it('is nothing without values', () => {
    assert.deepEqual(counted([], born), { delta: 0, resets: 0 })
    assert.deepEqual(counted([], gauge), { delta: 0, resets: 0 })
  })
})
