import { dropRecord } from '../../../session/drop-record.js'
import type { Row } from '../../../session/tables.js'

/** 1 MB a block: large enough to be fast, small enough to be read one at a time. */
const recordsPerBlock = 4096

export type DropBlock = Omit<Row<'drop_block'>, 'id' | 'source'>

/** Cuts records into blocks, without those that `keep` refuses. The blocks have memory of their own. */
export function detailBlocks(
  records: ArrayBuffer,
  keep: (view: DataView, offset: number) => boolean,
): readonly DropBlock[] {
  const view = new DataView(records)
  const bytes = new Uint8Array(records)
  const total = Math.floor(records.byteLength / dropRecord.size)
  const blocks: DropBlock[] = []
  let kept = 0
  let data = new Uint8Array(0)
  let fromNs = Infinity
  let toNs = -Infinity
  const close = (): void => {
    if (kept === 0) return
    blocks.push({
      from_ns: fromNs,
      to_ns: toNs,
      records: kept,
      data: data.subarray(0, kept * dropRecord.size),
    })
    kept = 0
    fromNs = Infinity
    toNs = -Infinity
  }
  for (let i = 0; i < total; i++) {
    const offset = i * dropRecord.size
    if (!keep(view, offset)) continue
    if (kept === 0) data = new Uint8Array(Math.min(recordsPerBlock, total - i) * dropRecord.size)
    data.set(bytes.subarray(offset, offset + dropRecord.size), kept * dropRecord.size)
    const atNs = view.getFloat64(offset + dropRecord.atNs, true)
    if (atNs < fromNs) fromNs = atNs
    if (atNs > toNs) toNs = atNs
    if (++kept === recordsPerBlock) close()
  }
  close()
  return blocks
}
