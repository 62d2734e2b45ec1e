import assert from 'node:assert/strict'
import { FlowSeconds } from '../../../capture/packet-sources/flow-seconds.js'
import { flowKeyWords, readFlowKey } from '../../../session/packet/flow-key.js'
import type { Row } from '../../../session/tables.js'
import { samples } from '../../session/packet/frames.js'
import { RowStore } from '../../live/packets-setting.js'

const keyOf = (frame: Uint8Array): Uint32Array => {
  const key = new Uint32Array(flowKeyWords)
  readFlowKey(frame, 0, frame.length, 1, key)
  return key
}

const forged = (source: number): Uint32Array => {
  const key = keyOf(samples.udp4)
  key[2] = source
  return key
}

const sum = (rows: readonly Row<'flow_second'>[]): number =>
  rows.reduce((total, { packets }) => total + packets, 0)

describe('FlowSeconds', () => {
  let store: RowStore
  const flows = (known: number, newPerSecond: number): FlowSeconds => {
    store = new RowStore()
    const counting = new FlowSeconds(store, { known, newPerSecond })
    counting.addInterface({ slot: 1, netns: 3, ifindex: 7 })
    counting.addInterface({ slot: 2, netns: 3, ifindex: 8 })
    return counting
  }

  it('counts packets and bytes by flow, interface and second', () => {
    const counting = flows(100, 100)
    counting.count(1, keyOf(samples.udp4), 4, 60)
    counting.count(1, keyOf(samples.udp4), 4, 70)
    counting.count(2, keyOf(samples.udp4), 4, 60)
    counting.count(1, keyOf(samples.udp6), 4, 80)
    counting.count(1, keyOf(samples.udp4), 5, 60)
    counting.flush(Infinity)
    const [first] = store.all('flow')
    assert.deepEqual(first, {
      id: 1,
      netns: 3,
      ifindex: 7,
      protocol: 0x0800,
      family: 4,
      proto: 17,
      src: '192.0.2.1',
      sport: 4000,
      dst: '192.0.2.2',
      dport: 53,
    })
    assert.equal(store.all('flow').length, 3)
    const seconds = store.all('flow_second').filter(({ flow }) => flow === 1)
    assert.deepEqual(seconds, [
      { flow: 1, at_ns: 4e9, packets: 2, bytes: 130 },
      { flow: 1, at_ns: 5e9, packets: 1, bytes: 60 },
    ])
  })

  it('writes a second once it is over, and each only once', () => {
    const counting = flows(100, 100)
    counting.count(1, keyOf(samples.udp4), 4, 60)
    counting.flush(4)
    assert.equal(store.all('flow_second').length, 0)
    counting.flush(5)
    counting.flush(6)
    assert.equal(store.all('flow_second').length, 1)
  })

  it('counts what is over the limit of a second as "other", and loses none', () => {
    const counting = flows(1000, 100)
    for (let source = 0; source < 500; source++) counting.count(1, forged(source), 4, 60)
    for (let source = 0; source < 500; source++) counting.count(1, forged(source), 5, 60)
    counting.flush(Infinity)
    assert.equal(sum(store.all('flow_second')), 1000)
    const other = store.all('flow').find(({ src }) => src === '')
    assert.deepEqual([other?.protocol, other?.proto, other?.family], [0, 0, 0])
    assert.equal(counting.overLimit, 400 + 300)
  })

  it('keeps flows it knows through a flood of forged ones', () => {
    const counting = flows(400, 100)
    for (let second = 0; second < 60; second++) {
      counting.count(1, keyOf(samples.udp6), second, 80)
      for (let source = 0; source < 300; source++) {
        counting.count(1, forged(second * 300 + source), second, 60)
      }
      counting.flush(second)
    }
    counting.flush(Infinity)
    const real = store.all('flow').filter(({ family }) => family === 6)
    assert.equal(real.length, 1)
    const ofReal = store.all('flow_second').filter(({ flow }) => flow === real[0]?.id)
    assert.equal(sum(ofReal), 60)
    assert.equal(sum(store.all('flow_second')), 60 * 301)
    const ids = store.all('flow').map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
  })
})
