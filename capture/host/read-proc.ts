import { readFileSync } from 'node:fs'

/** errno name of a system error, '' for anything else. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return ''
}

export const errorText = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** The file, of this process gone or this kernel without it: absent. EINVAL and EIO are what some sysctls answer. */
const absentCodes = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL', 'EIO', 'ENOTDIR'])

/** Reads a small file of /proc or /sys; undefined if it is absent or not ours to read. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (absentCodes.has(errorCode(error))) return undefined
    throw error
  }
}
