import assert from 'node:assert/strict'
import { detailBlocks } from '../../../../capture/drop-sources/rows/detail-blocks.js'
import { dropRecord } from '../../../../session/drop-record.js'

function records(
  ...entries: readonly { readonly key: number; readonly atNs: number }[]
): ArrayBuffer {
  const buffer = new ArrayBuffer(entries.length * dropRecord.size)
  const view = new DataView(buffer)
  for (const [i, { key, atNs }] of entries.entries()) {
    view.setFloat64(i * dropRecord.size + dropRecord.atNs, atNs, true)
    view.setUint32(i * dropRecord.size + dropRecord.key, key, true)
  }
  return buffer
}

const all = (): boolean => true

describe('detail blocks', () => {
  it('hold the records and the time they span', () => {
    const [block, ...more] = detailBlocks(records({ key: 1, atNs: 30 }, { key: 2, atNs: 10 }), all)
    assert.deepEqual(more, [])
    assert.ok(block)
    assert.equal(block.records, 2)
    assert.equal(block.from_ns, 10)
    assert.equal(block.to_ns, 30)
    assert.equal(block.data.length, 2 * dropRecord.size)
  })

  it('leave out what is not to be kept', () => {
    const buffer = records({ key: 1, atNs: 1 }, { key: 2, atNs: 2 }, { key: 1, atNs: 3 })
    const [block] = detailBlocks(
      buffer,
      (view, offset) => view.getUint32(offset + dropRecord.key, true) !== 2,
    )
    assert.ok(block)
    assert.equal(block.records, 2)
    assert.equal(block.data.length, 2 * dropRecord.size)
    assert.equal(block.to_ns, 3)
  })

  it('are none for nothing, and cut at 4096 records', () => {
    assert.deepEqual(detailBlocks(new ArrayBuffer(0), all), [])
    assert.deepEqual(
      detailBlocks(records({ key: 1, atNs: 1 }), () => false),
      [],
    )
    const many = Array.from({ length: 5000 }, (_, i) => ({ key: 1, atNs: i }))
    assert.deepEqual(
      detailBlocks(records(...many), all).map((block) => block.records),
      [4096, 904],
    )
  })
})
