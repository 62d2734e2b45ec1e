import assert from 'node:assert/strict'
import {
  decodeNotice,
  encodeNotice,
  messageKind,
  MessageReader,
  type Message,
} from '../../../capture/packet-sources/capture-protocol.js'
import { PacketBlock } from '../../../capture/packet-sources/packet-block.js'
import { capturedPackets } from '../../../session/captured-packets.js'
import { joined, randomBytes } from '../../session/packet/frames.js'

const read = (stream: Uint8Array, chunkSize: number): readonly Message[] => {
  const messages: Message[] = []
  const reader = new MessageReader((message) => messages.push(message))
  for (let at = 0; at < stream.length; at += chunkSize) {
    reader.push(stream.subarray(at, at + chunkSize))
  }
  return messages
}

describe('capture protocol', () => {
  it('puts messages together whatever the chunks', () => {
    const notice = { kind: 'opened', slot: 3, linkType: 1 } as const
    const stream = joined(encodeNotice(notice), encodeNotice({ kind: 'ready' }))
    for (const size of [1, 3, 16, 17, 1000]) {
      const notices = read(stream, size).map(({ body }) => decodeNotice(body))
      assert.deepEqual(notices, [notice, { kind: 'ready' }], `chunks of ${size}`)
    }
  })

  it('refuses a stream that is not one', () => {
    assert.throws(() => read(new Uint8Array(16).fill(0xff), 16), /capture process/)
  })

  it('carries packets of every length through blocks, byte for byte', () => {
    const written: Uint8Array[] = []
    const block = new PacketBlock(5, 256, (message) => written.push(Uint8Array.from(message)))
    const sources = Array.from({ length: 3000 }, (_, index) => randomBytes(index, 256))
    for (const [index, source] of sources.entries()) {
      block.add(1.7e15 + index, index, new Uint32Array(source.buffer), index % 257)
    }
    block.flush()
    assert.ok(block.isEmpty)
    const messages = read(joined(...written), 60_000)
    assert.ok(messages.length > 1)
    let index = 0
    for (const { kind, slot, packets, body } of messages) {
      assert.deepEqual([kind, slot], [messageKind.packets, 5])
      const records = capturedPackets(body)
      assert.equal(records.count, packets)
      for (let i = 0; i < packets; i++, index++) {
        assert.equal(records.atNs(i), 1.7e15 + index)
        assert.equal(records.length(i), index)
        assert.deepEqual(records.bytes(i), sources[index]?.slice(0, index % 257))
      }
    }
    assert.equal(index, sources.length)
  })
})
