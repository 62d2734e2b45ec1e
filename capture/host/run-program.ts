import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Where distributions put administration programs: PATH is not trusted by a program that runs as root. */
const directories = ['/usr/sbin', '/sbin', '/usr/bin', '/bin', '/usr/local/sbin'] as const

/** Absolute path of a program, undefined if it is not installed. */
export function findProgram(name: string): string | undefined {
  return directories.map((directory) => `${directory}/${name}`).find((path) => existsSync(path))
}

const timeoutMs = 5000
const outputLimitBytes = 16 * 1024 * 1024

export class ProgramError extends Error {
  override readonly name = 'ProgramError'
}

/** Output of a program, run without a shell in the namespace the thread is in. Throws ProgramError. */
export function runProgram(path: string, args: readonly string[]): string {
  const { status, signal, error, stdout, stderr } = spawnSync(path, args, {
    timeout: timeoutMs,
    maxBuffer: outputLimitBytes,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // The programs' texts are parsed: no translations.
    env: { PATH: directories.join(':'), LC_ALL: 'C' },
  })
  if (error !== undefined) throw new ProgramError(`${path} ${args.join(' ')}: ${error.message}`)
  if (status === 0) return stdout
  const why = stderr.trim().split('\n')[0] ?? ''
  throw new ProgramError(`${path} ${args.join(' ')}: ${signal ?? `exit status ${status}`} ${why}`)
}
