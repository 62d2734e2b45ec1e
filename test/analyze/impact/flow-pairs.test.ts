import assert from 'node:assert/strict'
import { FlowPairs } from '../../../analyze/impact/flow-pairs.js'
import { flowKeyWords } from '../../../session/packet/flow-key.js'

const kind = 0x0800_0411

/** UDP between two hosts, by the last numbers of their addresses. */
function key(source: number, destination: number, sport = 4000, dport = 53): Uint32Array {
  const words = new Uint32Array(flowKeyWords)
  words.set([kind, (sport << 16) | dport, 0x0a00_0000 | source])
  words[6] = 0x0a00_0000 | destination
  return words
}

describe('flows and their other directions', () => {
  it('have numbers side by side', () => {
    const flows = new FlowPairs(10)
    const there = flows.add(key(1, 2), 1)
    const back = flows.add(key(2, 1, 53, 4000), 1)
    assert.equal(back, there ^ 1)
    assert.equal(flows.count, 2)
    assert.deepEqual(flows.keyOf(there), key(1, 2))
  })

  it('keep their numbers, looked up in any order, many more than are at hand', () => {
    const flows = new FlowPairs(10_000)
    const numbers = Array.from({ length: 5000 }, (_, host) => flows.add(key(host, 70_000), 1))
    assert.equal(new Set(numbers).size, 5000)
    for (const step of [1, 7, 1021]) {
      for (let n = 0; n < 5000; n++) {
        const host = (n * step) % 5000
        assert.equal(flows.find(key(host, 70_000), 1), numbers[host])
        assert.equal(flows.add(key(host, 70_000), 1), numbers[host])
      }
    }
    assert.equal(flows.count, 10_000)
  })

  it('are told apart by each word of the key, and by the network', () => {
    const flows = new FlowPairs(100)
    const first = flows.add(key(1, 2), 1)
    for (let word = 0; word < flowKeyWords; word++) {
      const other = key(1, 2)
      other[word] = (other[word] ?? 0) ^ 0x8000_0000
      assert.equal(flows.find(other, 1), -1, `word ${word}`)
    }
    assert.equal(flows.find(key(1, 2), 2), -1)
    const elsewhere = flows.add(key(1, 2), 2)
    assert.notEqual(elsewhere, first)
    assert.equal(flows.find(key(1, 2), 1), first)
    assert.equal(flows.find(key(1, 2), 2), elsewhere)
  })

  it('of nothing in no network are not there before they are added', () => {
    const flows = new FlowPairs(10)
    const nothing = new Uint32Array(flowKeyWords)
    assert.equal(flows.find(nothing, 0), -1)
    const flow = flows.add(nothing, 0)
    assert.equal(flows.find(nothing, 0), flow)
  })

  it('beyond the limit get none, and are counted', () => {
    const flows = new FlowPairs(1)
    flows.add(key(1, 2), 1)
    assert.equal(flows.add(key(3, 4), 1), -1)
    assert.equal(flows.add(key(3, 4), 1), -1)
    assert.equal(flows.overflowed, 2)
  })
})
