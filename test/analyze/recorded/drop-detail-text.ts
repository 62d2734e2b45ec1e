/** Records of drop_block.data as rows of readable columns, and back. */
import { dropRecord } from '../../../session/drop-record.js'
import type { Scalar } from './session-text.js'

type FieldType = 'u8' | 'u16' | 'u32' | 'f64' | 'text' | 'bytes'
type Field = Exclude<keyof typeof dropRecord, 'size' | 'headSize'>

const types: Readonly<Record<Field, FieldType>> = {
  atNs: 'f64',
  key: 'u32',
  flow: 'u32',
  stack: 'u32',
  length: 'u32',
  incomingIfindex: 'u32',
  mark: 'u32',
  cpu: 'u16',
  vlanTci: 'u16',
  gsoSegments: 'u16',
  packetType: 'u8',
  ipSummed: 'u8',
  headStart: 'u8',
  headLength: 'u8',
  networkOffset: 'u16',
  transportOffset: 'u16',
  socketOrigin: 'u8',
  socketState: 'u8',
  socketInode: 'f64',
  socketFamily: 'u16',
  socketProtocol: 'u16',
  socketLocalPort: 'u16',
  socketRemotePort: 'u16',
  socketRcvbuf: 'u32',
  socketRmem: 'u32',
  socketSndbuf: 'u32',
  socketWmem: 'u32',
  socketAcceptQueue: 'u32',
  socketBacklog: 'u32',
  pid: 'u32',
  comm: 'text',
  truesize: 'u32',
  head: 'bytes',
}
const fields = Object.entries(types) as readonly (readonly [Field, FieldType])[]
const commLength = 16

export const detailColumns: readonly string[] = fields.map(([name]) => name)

/** One row a record; header bytes as hex, as many as are valid. */
export function detailRows(data: Uint8Array): Scalar[][] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const rows: Scalar[][] = []
  for (let at = 0; at + dropRecord.size <= data.byteLength; at += dropRecord.size) {
    rows.push(fields.map(([name, type]) => read(view, at, name, type)))
  }
  return rows
}

function read(view: DataView, record: number, name: Field, type: FieldType): Scalar {
  const at = record + dropRecord[name]
  if (type === 'u8') return view.getUint8(at)
  if (type === 'u16') return view.getUint16(at, true)
  if (type === 'u32') return view.getUint32(at, true)
  if (type === 'f64') return view.getFloat64(at, true)
  if (type === 'text')
    return (
      Buffer.from(bytesAt(view, at, commLength))
        .toString('latin1')
        .split('\0')[0] ?? ''
    )
  const valid = Math.min(view.getUint8(record + dropRecord.headLength), dropRecord.headSize)
  return Buffer.from(bytesAt(view, at, valid)).toString('hex')
}

/** The inverse of detailRows. A column that is not named is 0. Throws RangeError for one that the record has not. */
export function detailBlock(
  columns: readonly string[],
  rows: readonly (readonly Scalar[])[],
): Uint8Array {
  const data = new Uint8Array(rows.length * dropRecord.size)
  const view = new DataView(data.buffer)
  const places = columns.map((name) => {
    const field = fields.find(([known]) => known === name)
    if (field === undefined) throw new RangeError(`drop details have no ${name}`)
    return field
  })
  for (const [index, row] of rows.entries()) {
    for (const [column, [name, type]] of places.entries())
      write(view, index * dropRecord.size + dropRecord[name], type, row[column] ?? 0)
  }
  return data
}

function write(view: DataView, at: number, type: FieldType, value: Scalar): void {
  if (type === 'text' || type === 'bytes') {
    const encoding = type === 'text' ? 'latin1' : 'hex'
    const bytes = Buffer.from(String(value), encoding)
    const room = type === 'text' ? commLength : dropRecord.headSize
    if (bytes.length > room) throw new RangeError(`${bytes.length} bytes in a field of ${room}`)
    bytesAt(view, at, room).set(bytes)
  } else if (type === 'u8') view.setUint8(at, Number(value))
  else if (type === 'u16') view.setUint16(at, Number(value), true)
  else if (type === 'u32') view.setUint32(at, Number(value), true)
  else view.setFloat64(at, Number(value), true)
}

const bytesAt = (view: DataView, at: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + at, length)
