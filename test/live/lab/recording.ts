import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Findings } from '../../../analyze/finding.js'
import { packageRoot } from '../../../session/package-root.js'
import { runProgram, RunningProgram } from './program.js'
import { waitUntil } from './wait-until.js'

/** LAB_DROPCORR names another build to test than this tree's. */
const dropcorr = process.env['LAB_DROPCORR'] ?? join(packageRoot, 'dropcorr')

/** A `dropcorr record` that runs beside a fault, used as a user would: through its command line only. */
export class Recording {
  readonly session: string
  readonly #program: RunningProgram
  /** An interrupted run takes the recorder with it. */
  readonly #onExit = () => this.#program.signal('SIGKILL')

  private constructor(session: string, program: RunningProgram) {
    this.session = session
    this.#program = program
    process.on('exit', this.#onExit)
  }

  /** Resolves once the recorder has everything attached. */
  static async start(folder: string, args: readonly string[]): Promise<Recording> {
    const session = join(folder, 'session.db')
    const ready = join(folder, 'ready')
    const program = new RunningProgram(dropcorr, [
      'record',
      '--ready-file',
      ready,
      '--out',
      session,
      ...args,
    ])
    await waitUntil(
      'dropcorr record to be ready',
      () => {
        if (program.status !== undefined) {
          throw new Error(`dropcorr record ended with ${program.status}: ${program.errors}`)
        }
        return existsSync(ready)
      },
      60_000,
    )
    return new Recording(session, program)
  }

  get pid(): number {
    return this.#program.pid
  }

  /** Ends it as Ctrl-C would; throws unless it closed its session cleanly. */
  async stop(): Promise<void> {
    this.#program.signal('SIGINT')
    const status = await this.#program.ended()
    if (status !== 0)
      throw new Error(`dropcorr record ended with ${status}: ${this.#program.errors}`)
  }

  /** For clean-up; does nothing to a recorder that has ended. */
  kill(): void {
    process.off('exit', this.#onExit)
    this.#program.signal('SIGKILL')
  }

  async report(): Promise<Findings> {
    const json = await runProgram(dropcorr, [
      'report',
      this.session,
      '--format',
      'json',
      '--out',
      '-',
    ])
    return JSON.parse(json) as Findings
  }
}

export function isRecorderThere(): boolean {
  return existsSync(dropcorr)
}
