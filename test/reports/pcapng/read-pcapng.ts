/** A reader of pcapng written from the format's specification, not from our writer. */
export interface ReadBlock {
  readonly type: number
  readonly body: Buffer
  /** By option code; values of one code in order. */
  readonly options: ReadonlyMap<number, readonly Buffer[]>
}

/** Throws if lengths do not agree. `bodyLength` tells where a block's options begin. */
export function readPcapng(file: Buffer): readonly ReadBlock[] {
  const blocks: ReadBlock[] = []
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at + 4)
    if (length % 4 !== 0 || file.readUInt32LE(at + length - 4) !== length) {
      throw new Error(`lengths of the block at ${at} differ`)
    }
    const type = file.readUInt32LE(at)
    const content = file.subarray(at + 8, at + length - 4)
    const fixed = bodyLength(type, content)
    blocks.push({
      type,
      body: content.subarray(0, fixed),
      options: readOptions(content.subarray(fixed)),
    })
    at += length
  }
  return blocks
}

function bodyLength(type: number, content: Buffer): number {
  if (type === 0x0a0d0d0a) return 16
  if (type === 1) return 8
  if (type !== 6) throw new Error(`no such block: ${type}`)
  return 20 + ((content.readUInt32LE(12) + 3) & ~3)
}

function readOptions(bytes: Buffer): ReadonlyMap<number, readonly Buffer[]> {
  const options = new Map<number, Buffer[]>()
  for (let at = 0; at < bytes.length;) {
    const code = bytes.readUInt16LE(at)
    const length = bytes.readUInt16LE(at + 2)
    if (code === 0) {
      if (at + 4 !== bytes.length) throw new Error('bytes after the last option')
      break
    }
    const value = bytes.subarray(at + 4, at + 4 + length)
    options.set(code, [...(options.get(code) ?? []), value])
    at += 4 + ((length + 3) & ~3)
  }
  return options
}

export const textOption = ({ options }: ReadBlock, code: number): string | undefined =>
  options.get(code)?.[0]?.toString()
