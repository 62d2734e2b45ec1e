import assert from 'node:assert/strict'
import { StackRows } from '../../../../capture/drop-sources/tracefs/stack-rows.js'
import { Rows } from '../../counters/counters-in-memory.js'

describe('stacks of trace events', () => {
  it('are told once each, and counted when there is no room for another', () => {
    const sink = new Rows()
    const symbols = {
      idOf: (address: bigint) => Number(address & 0xffffn),
      symbol: () => ({ name: '', offset: 0, module: '' }),
    }
    const stacks = new StackRows({ sink, symbols, idBase: 100 }, 2)
    const told = [[1, 2], [1, 3], [1, 2], [1, 4], [1, 4], []].map((frames) => stacks.idOf(frames))
    assert.deepEqual(told, [101, 102, 101, 0, 0, 0])
    assert.equal(sink.of('stack').length, 2)
    assert.equal(stacks.full, 2)
  })
})
