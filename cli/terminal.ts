import { isatty } from 'node:tty'
import { DropcorrError, exitCode } from '../session/dropcorr-error.js'

/** Where a command writes: data to `out`, all else to `err`. */
export interface Terminal {
  /** Resolves once written; a reader who went away (EPIPE) is no error. */
  out(data: string | Uint8Array): Promise<void>
  err(text: string): void
  readonly outIsTty: boolean
  readonly errIsTty: boolean
  /** Width of the terminal behind `err`. */
  readonly errColumns: number
  /** Whether to colour what goes to `err`. */
  readonly color: boolean
}

export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  // Write errors of stdout come through the callback below; those of stderr have nowhere to be reported, and
  // `record 2>&1 | head` must not end a recording.
  stdout.on('error', () => undefined)
  stderr.on('error', () => undefined)
  return {
    out: (data) => write(stdout, data),
    err: (text) => {
      stderr.write(text)
    },
    // not stream.isTTY: on a pipe that is undefined, whatever its type says
    outIsTty: isatty(1),
    errIsTty: isatty(2),
    // Terminals without a size say 0.
    errColumns: stderr.columns || 80,
    // no-color.org: any value but the empty one switches colour off.
    color: isatty(2) && !env.NO_COLOR && env.TERM !== 'dumb',
  }
}

const write = (stream: NodeJS.WriteStream, data: string | Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(data, (error) => {
      if (error == null || ('code' in error && error.code === 'EPIPE')) resolve()
      else reject(cannotWrite(error))
    })
  })

const cannotWrite = (error: Error): DropcorrError =>
  new DropcorrError('cannot write to stdout', {
    why: error.message,
    hint: 'write to a file on another disk with --out',
    exitCode: exitCode.bug,
    cause: error,
  })
