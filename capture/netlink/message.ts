import { getSystemErrorMap } from 'node:util'
import { align4, littleEndian, parseAttributes, viewOf } from './attributes.js'

export const nlmsgHeaderBytes = 16

export const nlmsg = { noop: 1, error: 2, done: 3, overrun: 4 } as const

export const nlmFlag = {
  request: 0x1,
  multi: 0x2,
  ack: 0x4,
  /** The dump was interrupted by a change: parts may be missing or doubled. */
  dumpInterrupted: 0x10,
  dump: 0x300,
  /** On errors: the request is not echoed in full. */
  capped: 0x100,
  /** On errors and done: extended acknowledgement attributes follow. */
  ackTlvs: 0x200,
} as const

export interface NetlinkMessage {
  readonly type: number
  readonly flags: number
  readonly seq: number
  readonly portId: number
  /** What follows the nlmsghdr. */
  readonly body: Uint8Array
}

/** A refusal by the kernel. `code` is the errno's name, `extack` the kernel's own explanation, '' if it gave none. */
export class NetlinkError extends Error {
  override readonly name = 'NetlinkError'
  readonly errno: number
  readonly code: string
  readonly extack: string

  constructor(errno: number, extack: string) {
    const [code, text] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, 'unknown error']
    super(extack === '' ? `netlink: ${code}: ${text}` : `netlink: ${code}: ${extack}`)
    this.errno = errno
    this.code = code
    this.extack = extack
  }
}

export function encodeMessage(
  header: { readonly type: number; readonly flags: number; readonly seq: number },
  body: Uint8Array,
): Uint8Array {
  const length = nlmsgHeaderBytes + body.length
  const bytes = new Uint8Array(align4(length))
  const view = viewOf(bytes)
  view.setUint32(0, length, littleEndian)
  view.setUint16(4, header.type, littleEndian)
  view.setUint16(6, header.flags, littleEndian)
  view.setUint32(8, header.seq, littleEndian)
  bytes.set(body, nlmsgHeaderBytes)
  return bytes
}

/** The messages of one datagram. A message that claims more bytes than there are ends the list. */
export function parseMessages(datagram: Uint8Array): readonly NetlinkMessage[] {
  const view = viewOf(datagram)
  const messages: NetlinkMessage[] = []
  let at = 0
  while (at + nlmsgHeaderBytes <= datagram.length) {
    const length = view.getUint32(at, littleEndian)
    if (length < nlmsgHeaderBytes || at + length > datagram.length) break
    messages.push({
      type: view.getUint16(at + 4, littleEndian),
      flags: view.getUint16(at + 6, littleEndian),
      seq: view.getUint32(at + 8, littleEndian),
      portId: view.getUint32(at + 12, littleEndian),
      body: datagram.subarray(at + nlmsgHeaderBytes, at + length),
    })
    at += align4(length)
  }
  return messages
}

const nlmsgerrAttrMessage = 1

/** The error in an NLMSG_ERROR or NLMSG_DONE, undefined for an acknowledgement. */
export function errorOf(message: NetlinkMessage): NetlinkError | undefined {
  if (message.body.length < 4) return undefined
  const view = viewOf(message.body)
  const errno = -view.getInt32(0, littleEndian)
  if (errno <= 0) return undefined
  return new NetlinkError(errno, extackOf(message))
}

function extackOf(message: NetlinkMessage): string {
  if ((message.flags & nlmFlag.ackTlvs) === 0) return ''
  const { body } = message
  if (message.type === nlmsg.done) return parseAttributes(body, 4).string(nlmsgerrAttrMessage) ?? ''
  if (body.length < 4 + nlmsgHeaderBytes) return ''
  const echoed = viewOf(body).getUint32(4, littleEndian)
  if (echoed > body.length) return ''
  const attributesAt =
    (message.flags & nlmFlag.capped) === 0 ? 4 + align4(echoed) : 4 + nlmsgHeaderBytes
  return parseAttributes(body, attributesAt).string(nlmsgerrAttrMessage) ?? ''
}
