import assert from 'node:assert/strict'
import type { CaptureMessage } from '../../../capture/packet-sources/capture-protocol.js'
import { MessageReader } from '../../../capture/packet-sources/message-reader.js'
import { joined } from '../../session/packet/frames.js'
import { captureMessage } from './capture-message.js'

const read = (stream: Uint8Array, chunkSize: number): readonly CaptureMessage[] => {
  const messages: CaptureMessage[] = []
  const reader = new MessageReader((message) => messages.push(message))
  for (let at = 0; at < stream.length; at += chunkSize) {
    reader.push(stream.subarray(at, at + chunkSize))
  }
  return messages
}

describe('messages of the capture process', () => {
  it('puts messages together whatever the chunks', () => {
    const opened = captureMessage(2, 3, 113)
    const failed = captureMessage(3, 4, 1, Buffer.from('eth0: no such device'))
    for (const size of [1, 3, 16, 17, 1000]) {
      assert.deepEqual(
        read(joined(captureMessage(1, 0, 0), opened, failed), size),
        [
          { kind: 'ready' },
          { kind: 'opened', slot: 3, linkType: 113 },
          { kind: 'failed', slot: 4, why: 'eth0: no such device', isFilter: true },
        ],
        `chunks of ${size}`,
      )
    }
  })

  it('refuses what the capture process cannot have written', () => {
    const hugeBody = captureMessage(4, 0, 0)
    new DataView(hugeBody.buffer).setUint32(8, 2 ** 31, true)
    for (const stream of [hugeBody, captureMessage(9, 0, 0), captureMessage(4, 1, 1)]) {
      assert.throws(() => read(stream, 100), /^Error: (message|packets) /)
    }
  })
})
