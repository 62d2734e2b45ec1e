import assert from 'node:assert/strict'
import { decodeFrame } from '../../../session/packet/decode.js'
import { flowKeyWords, flowTuple, readFlowKey } from '../../../session/packet/flow-key.js'
import { joined, randomBytes, samples } from './frames.js'

const key = new Uint32Array(flowKeyWords)

const tupleOf = (frame: Uint8Array, offset = 0, captured = frame.length) => {
  readFlowKey(frame, offset, captured, 1, key)
  return flowTuple(key)
}

describe('readFlowKey', () => {
  for (const [name, frame] of Object.entries(samples)) {
    it(`agrees with the full decoder: ${name}`, () => {
      const headers = decodeFrame(frame)
      const isIp = headers.family !== 0
      assert.deepEqual(tupleOf(frame), {
        protocol: headers.etherType,
        family: headers.family,
        proto: headers.proto,
        src: isIp ? headers.src : headers.srcMac,
        sport: headers.sport,
        dst: isIp ? headers.dst : headers.dstMac,
        dport: headers.dport,
      })
    })
  }

  it('agrees with the full decoder on each sample cut at every length within its headers', () => {
    for (const frame of Object.values(samples)) {
      for (let size = 0; size <= frame.length; size++) {
        const { family, src, sport, dport } = decodeFrame(frame.slice(0, size))
        const tuple = tupleOf(frame, 0, size)
        assert.equal(tuple.family, family)
        if (family !== 0) {
          assert.deepEqual([tuple.src, tuple.sport, tuple.dport], [src, sport, dport], `at ${size}`)
        }
      }
    }
  })

  it('reads within a block without looking past the packet', () => {
    const block = joined(randomBytes(1, 16), samples.udp4, randomBytes(2, 64))
    assert.equal(tupleOf(block, 16, samples.udp4.length).dport, 53)
    assert.equal(tupleOf(block, 16, 36).dport, 0)
  })

  it('throws on no random bytes', () => {
    for (let seed = 0; seed < 3000; seed++) {
      const bytes = randomBytes(seed, 128)
      readFlowKey(bytes, 0, seed % 140, [0, 1, 101, 113, 276][seed % 5] ?? 1, key)
      flowTuple(key)
    }
  })
})
