import assert from 'node:assert/strict'
import { laterRingBytes, planBuffers } from '../../../capture/packet-sources/kernel-buffers.js'

const gibibyte = 2 ** 30
const mebibyte = 2 ** 20

describe('planBuffers', () => {
  it('gives a few interfaces much and many a little', () => {
    assert.equal(planBuffers(1, 8 * gibibyte).bytes, 64 * mebibyte)
    assert.equal(planBuffers(16, 8 * gibibyte).bytes, 16 * mebibyte)
    assert.equal(planBuffers(1000, 8 * gibibyte).bytes, 2 * mebibyte)
    assert.equal(planBuffers(0, 8 * gibibyte).bytes, 64 * mebibyte)
  })

  it('never takes more than 512 MiB, and less on a small machine', () => {
    for (const available of [8 * gibibyte, gibibyte / 2, mebibyte]) {
      const { limitBytes } = planBuffers(1, available)
      assert.ok(limitBytes <= Math.max(4 * mebibyte, Math.min(512 * mebibyte, available / 4)))
    }
  })
})

describe('rings of interfaces that come later', () => {
  it('get less and less, and none beyond the limit, however few there were at the start', () => {
    const plan = planBuffers(1, 8 * gibibyte)
    let used = plan.bytes
    const sizes: number[] = []
    for (;;) {
      const bytes = laterRingBytes(plan, used)
      if (bytes === undefined) break
      sizes.push(bytes / mebibyte)
      used += bytes
    }
    assert.deepEqual(sizes.slice(0, 7), [64, 64, 32, 16, 8, 4, 2])
    assert.ok(sizes.length > 100)
    assert.ok(used <= plan.limitBytes, `${used / mebibyte} MiB`)
  })
})
