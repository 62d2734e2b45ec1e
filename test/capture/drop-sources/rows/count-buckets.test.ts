import assert from 'node:assert/strict'
import { CountBuckets } from '../../../../capture/drop-sources/rows/count-buckets.js'

const ms = 1e6

describe('count buckets', () => {
  let rows: number[][]
  let buckets: CountBuckets
  beforeEach(() => {
    rows = []
    buckets = new CountBuckets(0, 100 * ms, (...row) => rows.push(row))
  })

  it('give differences of cumulative counts', () => {
    assert.equal(buckets.add(Float64Array.of(1, 10, 1000), 100 * ms), 10)
    assert.equal(buckets.add(Float64Array.of(1, 15, 1500, 2, 1, 60), 210 * ms), 6)
    buckets.flush()
    assert.deepEqual(rows, [
      [1, 0, 10, 1000],
      [1, 100 * ms, 5, 500],
      [2, 100 * ms, 1, 60],
    ])
    assert.equal(buckets.dropsOf(1), 15)
  })

  it('join readings of one bucket in one row', () => {
    buckets.add(Float64Array.of(1, 10, 1000), 30 * ms)
    buckets.add(Float64Array.of(1, 12, 1200), 60 * ms)
    buckets.flush()
    assert.deepEqual(rows, [[1, 0, 12, 1200]])
  })

  it('put what a late reading brings in the middle of the gap', () => {
    buckets.add(new Float64Array(0), 100 * ms)
    buckets.add(Float64Array.of(1, 7, 70), 900 * ms)
    buckets.flush()
    assert.deepEqual(rows, [[1, 500 * ms, 7, 70]])
  })

  it('write nothing for what did not change', () => {
    buckets.add(Float64Array.of(1, 7, 70), 50 * ms)
    buckets.flush()
    buckets.add(Float64Array.of(1, 7, 70), 150 * ms)
    buckets.flush()
    buckets.flush()
    assert.equal(rows.length, 1)
  })

  it('change their width between buckets, losing nothing', () => {
    buckets.add(Float64Array.of(1, 7, 70), 50 * ms)
    buckets.setBucket(1000 * ms)
    buckets.add(Float64Array.of(1, 9, 90), 2050 * ms)
    buckets.flush()
    assert.deepEqual(rows, [
      [1, 0, 7, 70],
      [1, 1000 * ms, 2, 20],
    ])
  })

  it('start anew where they are split: no two rows of one id and start', () => {
    buckets.add(Float64Array.of(1, 7, 70), 30 * ms)
    buckets.split(40 * ms)
    buckets.add(Float64Array.of(1, 9, 90), 60 * ms)
    buckets.split(60 * ms)
    buckets.add(Float64Array.of(1, 10, 100), 90 * ms)
    buckets.add(Float64Array.of(1, 12, 120), 290 * ms)
    buckets.flush()
    assert.deepEqual(rows, [
      [1, 0, 7, 70],
      [1, 40 * ms, 2, 20],
      [1, 60 * ms, 1, 10],
      [1, 100 * ms, 2, 20],
    ])
  })

  it('become wider in the middle of a wide one, and start after it', () => {
    buckets.add(new Float64Array(0), 1000 * ms)
    buckets.add(Float64Array.of(1, 7, 70), 1040 * ms)
    buckets.setBucket(1000 * ms)
    buckets.add(Float64Array.of(1, 9, 90), 1400 * ms)
    buckets.flush()
    assert.deepEqual(rows, [
      [1, 1000 * ms, 7, 70],
      [1, 1100 * ms, 2, 20],
    ])
  })

  it('hold ids far apart and ignore a cut triple', () => {
    assert.equal(buckets.add(Float64Array.of(1, 1, 1, 70_000, 3, 30, 5, 5), 50 * ms), 4)
    assert.equal(buckets.dropsOf(70_000), 3)
  })

  it('stay exact and small while new ids come without end', () => {
    const told = new Map<number, number>()
    const forgetting = new CountBuckets(
      0,
      100 * ms,
      (id, _atNs, drops) => told.set(id, (told.get(id) ?? 0) + drops),
      1000,
    )
    let next = 2
    let steady = 0
    for (let reading = 1; reading <= 200; reading += 1) {
      const triples = [1, (steady += 3), steady * 100]
      for (let i = 0; i < 500; i += 1) triples.push(next++, 1, 100)
      forgetting.add(Float64Array.from(triples), reading * 60 * ms)
    }
    forgetting.flush()
    assert.equal(forgetting.dropsOf(1), 600)
    assert.equal(told.get(1), 600)
    assert.equal(told.size, 1 + 200 * 500)
    assert.ok([...told].every(([id, drops]) => id === 1 || drops === 1))
    assert.ok(forgetting.places <= 4000, String(forgetting.places))
  })

  it('forget no row: each start of an id is told once', () => {
    const starts = new Set<string>()
    const forgetting = new CountBuckets(
      0,
      1000 * ms,
      (id, atNs) => {
        assert.ok(!starts.has(`${id} ${atNs}`), `${id} at ${atNs} twice`)
        starts.add(`${id} ${atNs}`)
      },
      10,
    )
    for (let reading = 1; reading <= 100; reading += 1) {
      const triples = [1, reading, 0]
      for (let i = 0; i < 20; i += 1) triples.push(reading * 100 + i, 1, 0)
      forgetting.add(Float64Array.from(triples), reading * 50 * ms)
    }
    forgetting.flush()
  })
})
