import { messageHeaderBytes } from '../../../capture/packet-sources/message-reader.js'

/** As the capture process writes it: kind, slot, length of the body, a number, then the body. */
export function captureMessage(
  kind: number,
  slot: number,
  number: number,
  body: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const bytes = new Uint8Array(messageHeaderBytes + body.length)
  const view = new DataView(bytes.buffer)
  for (const [index, word] of [kind, slot, body.length, number].entries()) {
    view.setUint32(4 * index, word, true)
  }
  bytes.set(body, messageHeaderBytes)
  return bytes
}
