import assert from 'node:assert/strict'
import { FlowPairs } from '../../../analyze/impact/flow-pairs.js'
import { networksOf } from '../../../analyze/impact/networks.js'
import { PacketView } from '../../../analyze/impact/packet-view.js'
import { packetBlock, tcp, withContext } from './segments.js'

describe('captured packets', () => {
  it('a block that is cut off is read as far as it goes, and told', async () => {
    const block = packetBlock([
      [1, tcp({ seq: 1, data: 10 })],
      [2, tcp({ seq: 11, data: 10 })],
    ])
    const cut = { ...block, data: block.data.subarray(0, block.data.length - 9) }
    await withContext({ traffic: [], rows: { packet_block: [cut] } }, (context) => {
      assert.equal(context?.traffic.packets, 1)
      assert.equal(context.unseen.length, 1)
    })
  })

  it('bytes of any kind make no error', () => {
    const view = new PacketView()
    let state = 7
    for (let n = 0; n < 5000; n++) {
      const bytes = Uint8Array.from({ length: n % 90 }, () => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0
        return state >>> 16
      })
      if (bytes.length > 14) bytes.set(n % 2 === 0 ? [0x08, 0, 0x45] : [0x86, 0xdd, 0x60], 12)
      if (view.read(bytes, 0, bytes.length, 1) && view.flags >= 0) view.hasSack()
    }
  })
})

describe('flow pairs', () => {
  it('number the two directions of a flow side by side', () => {
    const flows = new FlowPairs(10)
    const key = Uint32Array.of(
      (0x0800 << 16) | (4 << 8) | 6,
      (4000 << 16) | 443,
      1,
      0,
      0,
      0,
      2,
      0,
      0,
      0,
    )
    const back = Uint32Array.of(
      (0x0800 << 16) | (4 << 8) | 6,
      (443 << 16) | 4000,
      2,
      0,
      0,
      0,
      1,
      0,
      0,
      0,
    )
    const flow = flows.add(key, 1)
    assert.equal(flows.add(back, 1), flow ^ 1)
    assert.notEqual(flows.add(key, 2), flow, 'another network')
  })

  it('stay paired beside a flow that looks the same both ways, and stop when full', () => {
    const flows = new FlowPairs(2)
    const same = new Uint32Array(10)
    const other = Uint32Array.of(1, 2 << 16, 3, 0, 0, 0, 4, 0, 0, 0)
    assert.equal(flows.add(same, 1), 0)
    assert.equal(flows.add(other, 1), 2)
    assert.equal(flows.add(Uint32Array.of(9, 9, 9, 9, 9, 9, 9, 9, 9, 9), 1), -1)
    assert.equal(flows.overflowed, 1)
  })
})

describe('networks', () => {
  it('join namespaces by their links and keep others apart', () => {
    const link = (netns: number, link_netns: number | null) => ({ netns, link_netns })
    const of = networksOf([1, 2, 3, 4], [link(2, 3), link(1, 1), link(3, 1), link(4, null)])
    assert.equal(of.get(2), of.get(1))
    assert.notEqual(of.get(4), of.get(1))
  })
})
