import assert from 'node:assert/strict'
import { Int32Rows } from '../../../analyze/artifacts/int32-rows.js'

describe('rows of 32-bit numbers', () => {
  it('hold what was set and added, each for itself, however many there are', () => {
    const rows = new Int32Rows(3)
    for (let row = 0; row < 1000; row++) {
      rows.push()
      rows.set(row, 0, row)
      rows.set(row, 2, -row)
      rows.add(row, 2, 2 * row)
    }
    assert.equal(rows.length, 1000)
    for (let row = 0; row < 1000; row++) {
      assert.deepEqual([rows.at(row, 0), rows.at(row, 1), rows.at(row, 2)], [row, 0, row])
    }
    assert.equal(rows.at(100_000, 0), 0)
  })

  it('give numbers beyond 2^31 as the negative ones of the same bits', () => {
    const rows = new Int32Rows(1)
    rows.push()
    rows.set(0, 0, 0xffff_fffe)
    assert.equal(rows.at(0, 0), -2)
    assert.equal(rows.at(0, 0) >>> 0, 0xffff_fffe)
  })
})
