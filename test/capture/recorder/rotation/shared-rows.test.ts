import assert from 'node:assert/strict'
import { SharedRows } from '../../../../capture/recorder/rotation/shared-rows.js'
import type { Sink } from '../../../../capture/source.js'
import { packedPackets } from '../../../../session/pack-packets.js'
import { dropRecord } from '../../../../session/drop-record.js'
import type { Row, TableName } from '../../../../session/tables.js'
import { exampleRow } from '../../../session/example-rows.js'

/** All rows of one file, by table. */
class FileSink implements Sink {
  readonly #rows = new Map<string, unknown[]>()

  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    this.#rows.set(table, [...(this.#rows.get(table) ?? []), ...rows])
  }

  of<N extends TableName>(table: N): readonly Row<N>[] {
    return (this.#rows.get(table) ?? []) as readonly Row<N>[]
  }
}

const second = 1e9

describe('rows of sources that run through all files', () => {
  function twoFiles() {
    const shared = new SharedRows()
    const [first, next] = [new FileSink(), new FileSink()]
    shared.begin(first, 0, -Infinity)
    shared.add('symbol', [exampleRow('symbol', 1, { id: 5 })])
    shared.add('netns', [exampleRow('netns', 1, { id: 3, from_ns: second, to_ns: null })])
    shared.add('drop_key', [exampleRow('drop_key', 1, { id: 1, site: 5, netns: 3 })])
    shared.add('drop_flow', [exampleRow('drop_flow', 1, { id: 7, key: 1 })])
    return { shared, first, next }
  }

  it('go to one file each, by their time, on its clock, with what they refer to', () => {
    const { shared, first, next } = twoFiles()
    shared.begin(next, 10 * second, 12 * second)
    const count = (at_ns: number, drops: number) => ({ key: 1, at_ns, drops, bytes: 0 })
    shared.add('drop_count', [count(11.9 * second, 5), count(12 * second, 7)])
    shared.add('drop_flow_count', [{ flow: 7, at_ns: 13 * second, drops: 7, bytes: 0 }])
    assert.deepEqual(first.of('drop_count'), [count(11.9 * second, 5)])
    assert.deepEqual(next.of('drop_count'), [count(2 * second, 7)])
    for (const file of [first, next]) {
      assert.deepEqual([file.of('drop_key').length, file.of('symbol').length], [1, 1])
    }
    assert.deepEqual([first.of('drop_flow').length, next.of('drop_flow').length], [0, 1])
    // It lived when the file was begun: there from its first moment.
    assert.equal(next.of('netns')[0]?.from_ns, 0)
  })

  it('of a closed file count in the next, not nowhere', () => {
    const { shared, first, next } = twoFiles()
    shared.begin(next, 10 * second, 12 * second)
    shared.endBefore()
    shared.add('drop_count', [{ key: 1, at_ns: 11 * second, drops: 5, bytes: 0 }])
    assert.deepEqual(first.of('drop_count'), [])
    assert.deepEqual(next.of('drop_count'), [{ key: 1, at_ns: 2 * second, drops: 5, bytes: 0 }])
    assert.equal(shared.losses.late, 1)
  })

  it('in blocks are cut record by record', () => {
    const { shared, first, next } = twoFiles()
    shared.begin(next, 10 * second, 12 * second)
    const data = new Uint8Array(3 * dropRecord.size)
    const view = new DataView(data.buffer)
    for (const [index, atNs] of [11, 12.5, 13].entries()) {
      view.setFloat64(index * dropRecord.size + dropRecord.atNs, atNs * second, true)
      view.setUint32(index * dropRecord.size + dropRecord.key, 1, true)
    }
    const block = { from_ns: 11 * second, to_ns: 13 * second, records: 3, data }
    shared.add('drop_block', [exampleRow('drop_block', 1, block)])
    assert.deepEqual(
      [...first.of('drop_block'), ...next.of('drop_block')].map((row) => [
        row.records,
        row.from_ns,
        row.to_ns,
        row.data.length,
      ]),
      [
        [1, 11 * second, 11 * second, dropRecord.size],
        [2, 2.5 * second, 3 * second, 2 * dropRecord.size],
      ],
    )
  })

  it('of a capture tell each file what it received and lost itself', () => {
    const { shared, first, next } = twoFiles()
    const capture = exampleRow('capture', 1, { netns: 3, ifindex: 2, from_ns: 0, to_ns: null })
    const packets = (id: number, from_ns: number, count: number) =>
      exampleRow('packet_block', 1, {
        ...{ id, netns: 3, ifindex: 2, from_ns, to_ns: from_ns, packets: count },
        data: packedPackets(new Uint8Array(0), 1),
      })
    shared.add('capture', [{ ...capture, received: 0, lost: 0 }])
    shared.add('packet_block', [packets(1, second, 40)])
    shared.add('capture', [{ ...capture, received: 40, lost: 3 }])
    shared.begin(next, 10 * second, 12 * second)
    shared.add('packet_block', [packets(2, 13 * second, 2)])
    shared.add('capture', [{ ...capture, received: 42, lost: 4 }])
    shared.endBefore()
    const last = (file: FileSink): Row<'capture'> | undefined => file.of('capture').at(-1)
    assert.deepEqual([last(first)?.received, last(first)?.to_ns], [40, 12 * second])
    assert.deepEqual([last(next)?.received, last(next)?.lost], [2, 1])
  })
})
