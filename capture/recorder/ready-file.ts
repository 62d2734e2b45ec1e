import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'

/** Over an older file, but never through a link: who planted one would have root write where it leads. */
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW

/** Tells whoever waits for it, by our pid, that everything is attached. */
export function writeReadyFile(path: string): void {
  try {
    const descriptor = openSync(path, flags, 0o666)
    try {
      writeSync(descriptor, `${process.pid}\n`)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw new DropcorrError(`cannot create the ready file ${path}`, {
      why: whyOf(error),
      hint: 'choose a place you may write to with --ready-file',
      exitCode: exitCode.usage,
      cause: error,
    })
  }
}

function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && error.code === 'ELOOP' ? 'it is a symbolic link' : error.message
}
