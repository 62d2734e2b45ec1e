/** Runs the real command line in a process of its own. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { extname } from 'node:path'

export interface CliResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** A program and its arguments in front, for example setpriv to give up root. */
  readonly under?: readonly string[]
}

// Compiled and run by mocha as .js, or straight from the sources under tsx as .ts.
const extension = extname(import.meta.url)
const main = fileURLToPath(new URL(`../../cli/main${extension}`, import.meta.url))

/** argv of a process that runs dropcorr. */
export const cliCommand = (args: readonly string[]): readonly string[] => [
  process.execPath,
  ...process.execArgv,
  main,
  ...args,
]

export function runCli(args: readonly string[], options: CliOptions = {}): CliResult {
  const [program = '', ...rest] = [...(options.under ?? []), ...cliCommand(args)]
  const { status, stdout, stderr } = spawnSync(program, rest, {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, stdout, stderr }
}
