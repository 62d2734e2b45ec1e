import { UnknownLayout } from '../../capture/counters/unknown-layout.js'

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

/** Damaged JSON and layouts that nobody knows are refused, which callers expect; all else is a crash. */
export function unlessRefused<T>(parse: () => T): T | string {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnknownLayout) return error.name
    throw error
  }
}
