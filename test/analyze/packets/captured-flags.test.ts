import assert from 'node:assert/strict'
import { loadCapturedFlags } from '../../../analyze/packets/captured-flags.js'
import { tcpFlag } from '../../../session/packet/numbers.js'
import { capturedFlow } from '../blind-drops.js'
import { packetBlock, tcp, udp } from '../impact/segments.js'
import { withSession } from '../session-builder.js'

const { syn, ack, rst, fin } = tcpFlag
const requests = { family: 4, proto: 6, sport: 4000, dport: 443 } as const

describe('flags of captured segments', () => {
  const block = packetBlock([
    [1, tcp({ flags: syn })],
    [2, tcp({ flags: syn | ack, back: true })],
    [3, tcp({ flags: ack })],
    [4, tcp({ flags: ack, data: 20 })],
    [5, tcp({ flags: fin | ack })],
    [6, tcp({ flags: rst | ack })],
    [7, udp({})],
  ])

  it('are counted by flow and direction, as the causes tell them apart', async () => {
    await withSession({ rows: { packet_block: [block] } }, async (reader) => {
      const flags = await loadCapturedFlags(reader)
      const flow = capturedFlow({ ...requests, netns: block.netns, ifindex: block.ifindex })
      assert.deepEqual(
        [...flags(flow)].sort(([a], [b]) => a - b),
        [
          [syn, 1],
          [rst, 1],
          [ack, 2],
          [fin | ack, 1],
        ].sort(([a = 0], [b = 0]) => a - b),
      )
      const answers = { ...flow, sport: 443, dport: 4000 }
      assert.deepEqual([...flags(answers)], [[ack, 1]])
    })
  })

  it('are none for other interfaces, families and what is not TCP', async () => {
    await withSession({ rows: { packet_block: [block] } }, async (reader) => {
      const flags = await loadCapturedFlags(reader)
      const flow = capturedFlow({ ...requests, netns: block.netns, ifindex: block.ifindex })
      assert.equal(flags({ ...flow, ifindex: block.ifindex + 1 }).size, 0)
      assert.equal(flags({ ...flow, family: 6 }).size, 0)
      assert.equal(flags({ ...flow, sport: 4000, dport: 53 }).size, 0)
    })
  })

  it('are those of the whole packets where a block is cut off', async () => {
    for (const left of [block.data.length - 9, 30, 0]) {
      const cut = { ...block, data: block.data.subarray(0, left) }
      await withSession({ rows: { packet_block: [cut] } }, async (reader) => {
        const flags = await loadCapturedFlags(reader)
        const flow = capturedFlow({ ...requests, netns: block.netns, ifindex: block.ifindex })
        assert.equal(flags(flow).get(syn) ?? 0, left > 80 ? 1 : 0)
      })
    }
  })
})
