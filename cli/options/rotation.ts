import type { RotationOptions } from '../../capture/record-options.js'
import { usageError } from '../usage-error.js'
import { parseDurationMs, recordDurationRange } from './duration.js'
import { parseSizeBytes, sessionSizeRange } from './size.js'
import { parseWholeNumber } from './whole-number.js'

export interface RotationFlags {
  readonly maxSize?: string
  readonly rotate?: string
  readonly rotateEvery?: string
}

/** Either a limit for the one file, or files one after the other. */
export interface SizeAndRotation {
  readonly maxBytes: number | undefined
  readonly rotation: RotationOptions | undefined
}

/** A change of files takes some seconds: for that long the one before waits for late packets. */
const everyRange = { fromMs: 5000, toMs: recordDurationRange.toMs }
/** More files than anyone looks through; and each is a name in one directory. */
const filesRange = { from: 1, to: 10_000 } as const

/** @throws DropcorrError with exit code 2 */
export function sizeAndRotation({ maxSize, rotate, rotateEvery }: RotationFlags): SizeAndRotation {
  const maxBytes =
    maxSize === undefined ? undefined : parseSizeBytes('--max-size', maxSize, sessionSizeRange)
  const everyMs =
    rotateEvery === undefined
      ? undefined
      : parseDurationMs('--rotate-every', rotateEvery, everyRange)
  if (rotate === undefined) {
    if (everyMs === undefined) return { maxBytes, rotation: undefined }
    throw usageError(
      '--rotate-every needs --rotate',
      `--rotate 24 --rotate-every ${rotateEvery ?? ''}`,
      'how many files to keep is missing',
    )
  }
  const keep = parseWholeNumber('--rotate', rotate, filesRange.from, filesRange.to)
  if (maxBytes === undefined && everyMs === undefined) {
    throw usageError(
      '--rotate needs --max-size or --rotate-every',
      `--rotate ${keep} --max-size 100M`,
      'when to begin a new file is missing',
    )
  }
  return { maxBytes: undefined, rotation: { keep, maxBytes, everyMs } }
}
