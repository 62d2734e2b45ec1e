import assert from 'node:assert/strict'
import { BlockMemory } from '../../../capture/packet-sources/block-memory.js'

const blockBytes = 112 << 10

describe('memory for blocks of packets', () => {
  it('is used again once it is given back, never before', () => {
    const memory = new BlockMemory()
    const first = memory.take(blockBytes)
    const second = memory.take(blockBytes)
    assert.notEqual(first.buffer, second.buffer)
    memory.giveBack(first)
    const third = memory.take(blockBytes + 100)
    assert.equal(third.buffer, first.buffer)
    assert.equal(third.length, blockBytes + 100)
    assert.notEqual(memory.take(blockBytes).buffer, second.buffer)
  })

  it('is half as large for blocks of half the size', () => {
    const memory = new BlockMemory()
    const small = memory.take(40 << 10)
    memory.giveBack(small)
    assert.notEqual(memory.take(blockBytes).buffer, small.buffer)
    assert.equal(memory.take(64 << 10).buffer, small.buffer)
    assert.equal(small.buffer.byteLength, 64 << 10)
  })

  it('is their own for blocks that are small, or larger than usual', () => {
    const memory = new BlockMemory()
    for (const bytes of [0, 100, 300_000]) {
      const block = memory.take(bytes)
      assert.equal(block.length, bytes)
      assert.equal(block.buffer.byteLength, bytes)
      memory.giveBack(block)
      assert.notEqual(memory.take(bytes).buffer, block.buffer)
    }
  })

  it('keeps no more of it than some tenths of a second need', () => {
    const memory = new BlockMemory()
    const taken = Array.from({ length: 100 }, () => memory.take(blockBytes))
    for (const block of taken) memory.giveBack(block)
    const known = new Set(taken.map(({ buffer }) => buffer))
    const again = Array.from({ length: 100 }, () => memory.take(blockBytes))
    assert.equal(again.filter(({ buffer }) => known.has(buffer)).length, 64)
  })
})
