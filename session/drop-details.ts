/** Reads `drop_block.data` by accessors: a flood of details makes no object per drop. Layout: drop-record.ts. */
import { dropRecord } from './drop-record.js'
import { damagedBlock } from './not-a-session.js'

export type HeadStart = 'none' | 'mac' | 'network'

/** Each accessor takes the index of a drop, from 0 to count - 1, and throws RangeError beyond. */
export interface DropDetails {
  readonly count: number
  atNs(index: number): number
  /** drop_key.id */
  key(index: number): number
  /** drop_flow.id, 0 if the flow map was full. */
  flow(index: number): number
  /** stack.id, 0 if none. */
  stack(index: number): number
  length(index: number): number
  incomingIfindex(index: number): number
  mark(index: number): number
  cpu(index: number): number
  vlanTci(index: number): number
  gsoSegments(index: number): number
  packetType(index: number): number
  ipSummed(index: number): number
  headStart(index: number): HeadStart
  /** The header bytes that are valid; a view, not a copy. */
  head(index: number): Uint8Array
  /** Offset in `head`, undefined if not within. */
  networkOffset(index: number): number | undefined
  transportOffset(index: number): number | undefined
  /** 0 no socket, 1 the tracepoint's rx_sk, 2 skb->sk. */
  socketOrigin(index: number): number
  socketState(index: number): number
  socketInode(index: number): number
  socketFamily(index: number): number
  socketProtocol(index: number): number
  socketLocalPort(index: number): number
  socketRemotePort(index: number): number
  socketRcvbuf(index: number): number
  socketRmem(index: number): number
  socketSndbuf(index: number): number
  socketWmem(index: number): number
  socketAcceptQueue(index: number): number
  socketBacklog(index: number): number
  pid(index: number): number
  comm(index: number): string
  truesize(index: number): number
}

const headStarts: readonly HeadStart[] = ['none', 'mac', 'network']
const commLength = 16

/** Throws DropcorrError, exit 4, if the block does not consist of whole records. */
export function dropDetails(data: Uint8Array): DropDetails {
  const { size } = dropRecord
  if (data.byteLength % size !== 0) {
    throw damagedBlock(`drop_block.data: ${data.byteLength} bytes are not whole records of ${size}`)
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const u8 = (offset: number) => (index: number) => view.getUint8(index * size + offset)
  const u16 = (offset: number) => (index: number) => view.getUint16(index * size + offset, true)
  const u32 = (offset: number) => (index: number) => view.getUint32(index * size + offset, true)
  const f64 = (offset: number) => (index: number) => view.getFloat64(index * size + offset, true)
  // A hostile file may claim more than there is.
  const headLength = (index: number): number =>
    Math.min(u8(dropRecord.headLength)(index), dropRecord.headSize)
  const offsetInHead = (offset: number) => (index: number) => {
    const value = u16(offset)(index)
    return value < headLength(index) ? value : undefined
  }
  return {
    count: data.byteLength / size,
    atNs: f64(dropRecord.atNs),
    key: u32(dropRecord.key),
    flow: u32(dropRecord.flow),
    stack: u32(dropRecord.stack),
    length: u32(dropRecord.length),
    incomingIfindex: u32(dropRecord.incomingIfindex),
    mark: u32(dropRecord.mark),
    cpu: u16(dropRecord.cpu),
    vlanTci: u16(dropRecord.vlanTci),
    gsoSegments: u16(dropRecord.gsoSegments),
    packetType: u8(dropRecord.packetType),
    ipSummed: u8(dropRecord.ipSummed),
    headStart: (index) => headStarts[u8(dropRecord.headStart)(index)] ?? 'none',
    head: (index) => {
      const start = index * size + dropRecord.head
      return data.subarray(start, start + headLength(index))
    },
    networkOffset: offsetInHead(dropRecord.networkOffset),
    transportOffset: offsetInHead(dropRecord.transportOffset),
    socketOrigin: u8(dropRecord.socketOrigin),
    socketState: u8(dropRecord.socketState),
    socketInode: f64(dropRecord.socketInode),
    socketFamily: u16(dropRecord.socketFamily),
    socketProtocol: u16(dropRecord.socketProtocol),
    socketLocalPort: u16(dropRecord.socketLocalPort),
    socketRemotePort: u16(dropRecord.socketRemotePort),
    socketRcvbuf: u32(dropRecord.socketRcvbuf),
    socketRmem: u32(dropRecord.socketRmem),
    socketSndbuf: u32(dropRecord.socketSndbuf),
    socketWmem: u32(dropRecord.socketWmem),
    socketAcceptQueue: u32(dropRecord.socketAcceptQueue),
    socketBacklog: u32(dropRecord.socketBacklog),
    pid: u32(dropRecord.pid),
    comm: (index) => {
      const start = index * size + dropRecord.comm
      return untilNul(data.subarray(start, start + commLength))
    },
    truesize: u32(dropRecord.truesize),
  }
}

const utf8 = new TextDecoder()

function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return utf8.decode(end === -1 ? bytes : bytes.subarray(0, end))
}
