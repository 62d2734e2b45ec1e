import type { FieldPlace } from './unsigned-field.js'

/** A tracepoint's `format` file: where this kernel puts each field of the event. */
export interface EventFormat {
  readonly name: string
  /** common_type of its records. */
  readonly id: number
  readonly fields: ReadonlyMap<string, FieldPlace>
}

/** Beyond that no event is: a text that claims more is not a format file. */
const largestRecord = 1 << 16

/** undefined for a text without name, ID or fields. Lines it does not know are skipped: newer kernels add some. */
export function parseEventFormat(text: string): EventFormat | undefined {
  const [, name] = /^name: (\S+)$/m.exec(text) ?? []
  const [, id] = /^ID: (\d{1,5})$/m.exec(text) ?? []
  const fields = parseFields(text)
  if (name === undefined || id === undefined || fields.size === 0) return undefined
  return { name, id: Number(id), fields }
}

/**
 * Lines `field:unsigned long caller[8];	offset:16;	size:64;	signed:0;`, by name. The last word of the declaration is the
 * name; an array's length is not part of it.
 */
export function parseFields(text: string): ReadonlyMap<string, FieldPlace> {
  const fields = new Map<string, FieldPlace>()
  for (const line of text.split('\n')) {
    const [, declaration = '', offset, size] =
      /^\s*field:([^;]+);\s*offset:(\d{1,6});\s*size:(\d{1,6});/.exec(line) ?? []
    const [, name] = /(\w+)\s*(?:\[[^\]]*\])*\s*$/.exec(declaration) ?? []
    if (name === undefined) continue
    const place = { offset: Number(offset), size: Number(size) }
    if (place.offset + place.size <= largestRecord) fields.set(name, place)
  }
  return fields
}
