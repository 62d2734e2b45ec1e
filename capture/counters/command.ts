import { spawnSync } from 'node:child_process'

/** A program that ended with an error. `stderr` is its first line. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  readonly status: number | null
  readonly stderr: string

  constructor(program: string, status: number | null, stderr: string) {
    super(`${program} failed (${status ?? 'killed'}): ${stderr}`)
    this.status = status
    this.stderr = stderr
  }
}

/** A program that hangs would stop the recorder: xtables tools wait for a lock, for example. */
const timeoutMs = 2000
/** The rules of a large cluster node take tens of megabytes. */
const outputBytes = 256 * 1024 * 1024

/**
 * Output of a program, run in the namespace the calling thread is in, without a shell and with English messages.
 * undefined if it is not installed. Throws CommandFailed.
 */
export function runCommand(program: string, args: readonly string[]): string | undefined {
  const { stdout, stderr, status, error } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    maxBuffer: outputBytes,
  })
  if (error !== undefined) {
    if ('code' in error && error.code === 'ENOENT') return undefined
    throw new CommandFailed(program, status, error.message)
  }
  if (status !== 0) throw new CommandFailed(program, status, stderr.split('\n')[0] ?? '')
  return stdout
}
