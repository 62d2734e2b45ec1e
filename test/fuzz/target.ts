/** A decoder under test. */
export interface FuzzTarget {
  readonly name: string
  /** Inputs as kernels wrote them. */
  readonly seeds: readonly Uint8Array[]
  /** Decodes and returns all there is to compare. Whatever it throws is a crash. */
  decode(bytes: Uint8Array): unknown
}

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
