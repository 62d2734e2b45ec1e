import assert from 'node:assert/strict'
import { Thinning } from '../../../cli/watch/thinning.js'
import { dropRecord } from '../../../session/drop-record.js'
import type { Row } from '../../../session/tables.js'

const second = 1e9

describe('thinning of a watch', () => {
  let thinning: Thinning
  beforeEach(() => (thinning = new Thinning()))

  it('keeps counts exact in ever wider buckets', () => {
    const rows: Row<'drop_count'>[] = []
    for (let tenths = 0; tenths < 108_000; tenths++) {
      const at_ns = tenths * 0.1 * second
      rows.push(...thinning.keep('drop_count', [{ key: 1, at_ns, drops: 3, bytes: 1 }]))
    }
    assert.equal(
      rows.reduce((sum, row) => sum + row.drops, 0),
      324_000,
      'rows of one bucket add up: drop_count has no unique key',
    )
    // Ten minutes by the second, to two hours by ten seconds, the third hour by the minute.
    const buckets = new Set(rows.map(({ at_ns }) => at_ns)).size
    assert.ok(Math.abs(buckets - (600 + 660 + 60)) <= 3, String(buckets))
  })

  it('keeps few details of each key, and those of a quiet key beside a storm', () => {
    const records = 5000
    const data = new Uint8Array(records * dropRecord.size)
    const view = new DataView(data.buffer)
    for (let i = 0; i < records; i++) {
      view.setUint32(i * dropRecord.size + dropRecord.key, i === 4999 ? 2 : 1, true)
      view.setFloat64(i * dropRecord.size + dropRecord.atNs, i, true)
    }
    const block: Row<'drop_block'> = {
      id: 1,
      source: 'bpf',
      from_ns: 0,
      to_ns: records,
      records,
      data,
    }
    const [first] = thinning.keep('drop_block', [block])
    assert.equal(first?.records, 257)
    assert.deepEqual(thinning.keep('drop_block', [{ ...block, id: 2 }]).length, 1)
    assert.equal(view.getUint32(4999 * dropRecord.size + dropRecord.key, true), 2)
  })

  it('keeps so many flows of a key, and no counts of others', () => {
    const flow = (id: number): Row<'drop_flow'> => ({
      id,
      key: 1,
      family: 4,
      proto: 17,
      src: '',
      sport: 0,
      dst: '',
      dport: 0,
      tcp_flags: 0,
    })
    const kept = Array.from({ length: 600 }, (_, id) => thinning.keep('drop_flow', [flow(id)]))
    assert.equal(kept.flat().length, 512)
    const counts = (id: number) =>
      thinning.keep('drop_flow_count', [{ flow: id, at_ns: 0, drops: 1, bytes: 1 }]).length
    assert.deepEqual([counts(0), counts(599)], [1, 0])
  })

  it('keeps so many flows of all keys together: a busy host has thousands of keys', () => {
    const flows = Array.from({ length: 20_000 }, (_, id): Row<'drop_flow'> => ({
      ...{ id, key: 1 + (id % 2000), family: 4, proto: 17, src: '' },
      ...{ sport: 0, dst: '', dport: 0, tcp_flags: 0 },
    }))
    assert.equal(thinning.keep('drop_flow', flows).length, 4096)
    thinning.keep('drop_count', [{ key: 1, at_ns: 61 * second, drops: 1, bytes: 1 }])
    assert.equal(thinning.keep('drop_flow', flows).length, 128)
  })

  it('keeps the first reading of a counter at its time, and of later ones the newest', () => {
    const read = (at_ns: number, value: number) =>
      thinning.keep('counter_change', [{ counter: 1, at_ns, value }])[0]?.at_ns
    assert.equal(read(0.3 * second, 5), 0.3 * second)
    assert.equal(read(0.9 * second, 6), 0.3 * second + 1)
    assert.equal(read(7.1 * second, 7), 7 * second)
    assert.equal(read(7.9 * second, 8), 7 * second)
  })

  it('leaves other tables as they are', () => {
    const rows = [{ value: 2, name: 'NO_SOCKET', subsystem: 'core' }]
    assert.deepEqual(thinning.keep('reason', rows), rows)
  })
})
