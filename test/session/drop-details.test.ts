import assert from 'node:assert/strict'
import { dropDetails } from '../../session/drop-details.js'
import { dropRecord } from '../../session/drop-record.js'

function block(records: number): { readonly data: Uint8Array; readonly view: DataView } {
  // At an odd offset, as in a Buffer from a pool.
  const data = new Uint8Array(new ArrayBuffer(records * dropRecord.size + 3), 3)
  return { data, view: new DataView(data.buffer, data.byteOffset) }
}

describe('drop details', () => {
  it('reads each record by its index', () => {
    const { data, view } = block(3)
    for (const index of [0, 1, 2]) {
      const start = index * dropRecord.size
      view.setFloat64(start + dropRecord.atNs, 1e15 + index, true)
      view.setUint32(start + dropRecord.key, 7 + index, true)
      view.setUint16(start + dropRecord.socketLocalPort, 5353 + index, true)
      view.setUint8(start + dropRecord.headStart, index)
      view.setUint8(start + dropRecord.headLength, 42)
      view.setUint16(start + dropRecord.networkOffset, 14, true)
      view.setUint16(start + dropRecord.transportOffset, 0xffff, true)
      data.set(new TextEncoder().encode(`nc${index}`), start + dropRecord.comm)
      data[start + dropRecord.head] = 0xaa + index
    }
    const details = dropDetails(data)
    assert.equal(details.count, 3)
    assert.equal(details.atNs(2), 1e15 + 2)
    assert.equal(details.key(1), 8)
    assert.equal(details.socketLocalPort(1), 5354)
    assert.deepEqual(
      [0, 1, 2].map((index) => details.headStart(index)),
      ['none', 'mac', 'network'],
    )
    assert.equal(details.head(1).length, 42)
    assert.equal(details.head(1)[0], 0xab)
    assert.equal(details.networkOffset(0), 14)
    assert.equal(details.transportOffset(0), undefined)
    assert.equal(details.comm(2), 'nc2')
  })

  it('never reads beyond a record that claims too much', () => {
    const { data, view } = block(1)
    view.setUint8(dropRecord.headLength, 255)
    view.setUint8(dropRecord.headStart, 99)
    data.fill(0x41, dropRecord.comm, dropRecord.comm + 16)
    const details = dropDetails(data)
    assert.equal(details.head(0).length, dropRecord.headSize)
    assert.equal(details.headStart(0), 'none')
    assert.equal(details.comm(0), 'A'.repeat(16))
    assert.throws(() => details.atNs(1), RangeError)
  })

  it('refuses half a record', () => {
    assert.throws(() => dropDetails(new Uint8Array(dropRecord.size + 1)), {
      name: 'DropcorrError',
      exitCode: 4,
      why: /not whole records/,
    })
    assert.equal(dropDetails(new Uint8Array(0)).count, 0)
  })
})
