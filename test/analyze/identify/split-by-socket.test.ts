import assert from 'node:assert/strict'
import type { DropGroup } from '../../../analyze/artifacts/group.js'
import { SocketRuns } from '../../../analyze/artifacts/socket-runs.js'
import { splitBySocket } from '../../../analyze/identify/split-by-socket.js'

const second = 1e9

const group: DropGroup = {
  ...{ id: 7, key: 1, flowId: 3, site: 'udp_queue_rcv_one_skb', reason: 'SOCKET_RCVBUFF' },
  ...{ trap: '', netns: 1, ifindex: 1, protocol: 0x0800, flow: undefined, masked: false },
  ...{ drops: 154, bytes: 15_400, fromNs: 1 * second, toNs: 3.2 * second },
  buckets: Float64Array.of(1 * second, 60, 1.1 * second, 41, 3 * second, 53),
  samples: [],
}

function runsOf(...drops: readonly (readonly [inode: number, atS: number])[]): SocketRuns {
  const runs = new SocketRuns()
  for (const [inode, atS] of drops) runs.add('flow 3', inode, atS * second)
  return runs
}

const dropsOf = (runs: SocketRuns): readonly number[] =>
  splitBySocket([group], runs).map(({ drops }) => drops)

describe('drops of one flow that several sockets had', () => {
  it('go to each, one after the other', () => {
    const runs = runsOf([501, 1.02], [501, 1.19], [502, 3.04])
    const parts = splitBySocket([{ ...group, id: 8, flowId: 4 }, group], runs)
    assert.deepEqual(
      parts.map(({ drops, bytes, buckets }) => [drops, bytes, buckets.length]),
      [
        [154, 15_400, 6],
        [101, 10_100, 4],
        [53, 5300, 2],
      ],
    )
    assert.equal(new Set(parts.map(({ id }) => id)).size, 3)
  })

  it('stay together where it was one socket, or no details tell', () => {
    assert.deepEqual(splitBySocket([group], runsOf([501, 1.02], [0, 1.1], [501, 3.04])), [group])
    assert.deepEqual(splitBySocket([group], runsOf()), [group])
  })

  it('stay together where sockets took turns: they shared the port', () => {
    assert.deepEqual(dropsOf(runsOf([501, 1], [502, 1.1], [501, 3])), [154])
  })

  it('stay together where so many took turns that they were not all kept', () => {
    const turns = Array.from(
      { length: 200 },
      (_, turn) => [1000 + (turn % 40), 1 + turn / 100] as const,
    )
    assert.deepEqual(dropsOf(runsOf(...turns)), [154])
  })
})
