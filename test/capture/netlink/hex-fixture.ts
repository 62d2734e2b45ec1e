import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../session/package-root.js'

/** Message bodies as a kernel sent them, from fixtures/raw/netlink: one in hexadecimal a line. */
export function hexFixture(name: string): readonly Uint8Array[] {
  const path = join(packageRoot, 'fixtures', 'raw', 'netlink', name)
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(hex)
}

/** A plain Uint8Array at an odd offset of its buffer: parsers may not assume alignment. */
export function hex(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'hex')
  const shifted = new Uint8Array(bytes.length + 1)
  shifted.set(bytes, 1)
  return shifted.subarray(1)
}

/** Every beginning of a message: what a truncated one looks like. */
export const prefixes = (bytes: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: bytes.length }, (_, length) => bytes.subarray(0, length))
