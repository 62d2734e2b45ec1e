import assert from 'node:assert/strict'
import { capturedPackets } from '../../session/captured-packets.js'
import { packetRecordSize } from '../../session/packet-record.js'

function block(packets: readonly (readonly number[])[]): Uint8Array {
  const total = packets.reduce((sum, bytes) => sum + packetRecordSize(bytes.length), 0)
  const data = new Uint8Array(total)
  const view = new DataView(data.buffer)
  let offset = 0
  for (const [index, bytes] of packets.entries()) {
    view.setFloat64(offset, index * 1000, true)
    view.setUint32(offset + 8, 1500, true)
    view.setUint32(offset + 12, bytes.length, true)
    data.set(bytes, offset + 16)
    offset += packetRecordSize(bytes.length)
  }
  return data
}

const damaged = { name: 'DropcorrError', exitCode: 4, why: /is cut off$/ }

describe('captured packets', () => {
  it('finds packets of any length', () => {
    const packets = capturedPackets(block([[], [1], [1, 2, 3, 4, 5, 6, 7, 8], [9, 9]]))
    assert.equal(packets.count, 4)
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => Array.from(packets.bytes(index))),
      [[], [1], [1, 2, 3, 4, 5, 6, 7, 8], [9, 9]],
    )
    assert.equal(packets.atNs(2), 2000)
    assert.equal(packets.length(3), 1500)
    assert.throws(() => packets.bytes(4), RangeError)
  })

  it('refuses a block that is cut off or claims too much', () => {
    const whole = block([[1, 2, 3], [4]])
    for (const length of [1, 15, 17, 24 + 15, 24 + 16]) {
      assert.throws(() => capturedPackets(whole.subarray(0, length)), damaged, String(length))
    }
    const liar = block([[1]])
    new DataView(liar.buffer).setUint32(12, 0xffff_ffff, true)
    assert.throws(() => capturedPackets(liar), damaged)
    assert.equal(capturedPackets(new Uint8Array(0)).count, 0)
  })
})
