import assert from 'node:assert/strict'
import type { DropGroup } from '../../../analyze/artifacts/group.js'
import { sourceBlindness } from '../../../analyze/attribution/source-blindness.js'
import { splitByFlows } from '../../../analyze/identify/split-by-flows.js'
import type { TrafficFlow } from '../../../analyze/artifacts/traffic.js'

const group: DropGroup = {
  id: 7,
  key: 1,
  flowId: 0,
  site: '__udp4_lib_rcv',
  reason: 'NO_SOCKET',
  trap: '',
  netns: null,
  ifindex: 0,
  protocol: 0x0800,
  flow: undefined,
  masked: false,
  drops: 10,
  bytes: 1000,
  fromNs: 0,
  toNs: 3e8,
  buckets: Float64Array.of(0, 4, 1e8, 6),
  samples: [],
}

const flow = (id: number, dport: number, fromNs: number): TrafficFlow => ({
  id,
  netns: 3,
  ifindex: 2,
  protocol: 0x0800,
  family: 4,
  proto: 17,
  src: '10.0.0.1',
  sport: 4000,
  dst: '10.0.0.2',
  dport,
  packets: 5,
  bytes: 500,
  fromNs,
  toNs: fromNs + 1e9,
})

describe('drops shared out among captured flows', () => {
  const parts = splitByFlows(
    group,
    [
      { flow: flow(12, 53, 2), packets: 7, tcpFlags: 0 },
      { flow: flow(11, 67, 1), packets: 3, tcpFlags: 0 },
    ],
    20,
  )

  it('keeps the sums of drops and bytes', () => {
    assert.deepEqual(
      parts.map(({ drops, bytes, flow }) => [flow?.dport, drops, bytes]),
      [
        [67, 3, 300],
        [53, 7, 700],
      ],
    )
  })

  it('gives the first drops to the flow that came first', () => {
    assert.deepEqual(
      parts.map(({ buckets }) => [...buckets]),
      [
        [0, 3],
        [0, 1, 1e8, 6],
      ],
    )
    assert.deepEqual([...group.buckets], [0, 4, 1e8, 6])
  })

  it('gives each part a number of its own, and the namespace of its flow', () => {
    assert.deepEqual(
      parts.map(({ id, netns, capturedFlow }) => [id, netns, capturedFlow]),
      [
        [20, 3, 11],
        [21, 3, 12],
      ],
    )
  })

  it('never lets a finding of them be certain', () => {
    assert.match(
      sourceBlindness(parts, { primarySource: 'tracefs', lostFlows: false }),
      /inferred from captured packets/,
    )
    assert.equal(sourceBlindness(parts, { primarySource: 'bpf', lostFlows: false }), '')
  })
})
