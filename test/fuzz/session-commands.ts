/** Runs the commands that read a session on damaged ones, in this process: the real command line but for the process. */
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodeOf } from '../../cli/error-text.js'
import { run } from '../../cli/run.js'
import type { Terminal } from '../../cli/terminal.js'
import { exitCode } from '../../session/dropcorr-error.js'
import { recordedNames, recordedText } from '../analyze/recorded/recorded-sessions.js'
import { writeSections } from '../analyze/recorded/session-rows.js'
import { parseSession } from '../analyze/recorded/session-text.js'
import { damageSession } from './damage-session.js'
import { mutated } from './mutate.js'
import { Random } from './random.js'

/** `damaged`, the session as it was, and a file to write. */
type Arguments = (damaged: string, whole: string, out: string) => readonly string[]

const commands: readonly Arguments[] = [
  ...['html', 'md', 'json', 'text'].map((format): Arguments => (damaged) => [
    'report',
    damaged,
    '--format',
    format,
    '--out',
    '-',
  ]),
  (damaged) => ['report', damaged, '--format', 'json', '--out', '-', '--redact'],
  (damaged, _, out) => ['export', damaged, '--pcapng', out],
  ...['drops', 'counters', 'flows'].map((table): Arguments => (damaged) => [
    'export',
    damaged,
    '--csv',
    table,
  ]),
  (damaged, _, out) => ['redact', damaged, '--out', out, '--force'],
  (damaged, whole) => ['diff', whole, damaged, '--format', 'json', '--out', '-'],
]

/** One in so many is damaged as a file, byte by byte; the others in what they hold. */
const bytesEvery = 4

export class SessionCommands {
  readonly #folder: string
  readonly #whole = new Map<string, string>()

  /** `folder` is for files of its own. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Runs one command on one damaged session. Returns what went wrong, undefined if nothing did. */
  async failure(seed: number): Promise<string | undefined> {
    const random = new Random(seed)
    const name = random.pick(recordedNames())
    const whole = await this.#session(name)
    const damaged = join(this.#folder, 'damaged.db')
    copyFileSync(whole, damaged)
    if (random.below(bytesEvery) === 0) {
      const bytes = readFileSync(damaged)
      // Behind the header, that most of the damage is not found at the first look.
      const body = mutated([new Uint8Array(bytes.subarray(100))], random, bytes.length)
      writeFileSync(damaged, Buffer.concat([bytes.subarray(0, 100), body]))
    } else await damageSession(damaged, random)
    const args = random.pick(commands)(damaged, whole, join(this.#folder, 'out'))
    let shown = ''
    try {
      const status = await run(
        args,
        quiet((text) => (shown = text)),
      )
      if (status === exitCode.done) return undefined
      return `${name}: ${args.join(' ')}: exit ${status} ${shown}`
    } catch (error) {
      const code = exitCodeOf(error)
      if (code === exitCode.notASession) return undefined
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return `${name}: ${args.join(' ')}: exit ${code}: ${told}`
    } finally {
      for (const file of ['damaged.db', 'out']) rmSync(join(this.#folder, file), { force: true })
    }
  }

  async #session(name: string): Promise<string> {
    const known = this.#whole.get(name)
    if (known !== undefined) return known
    const path = join(this.#folder, `${name}.db`)
    await writeSections(path, parseSession(recordedText(name)).sections)
    this.#whole.set(name, path)
    return path
  }
}

/** No report may be larger: the design says so. */
const maxOutputBytes = 64 << 20

function quiet(onError: (text: string) => void): Terminal {
  let bytes = 0
  return {
    out: (data) => {
      bytes += data.length
      if (bytes > maxOutputBytes)
        throw new RangeError(`more than ${maxOutputBytes} bytes of output`)
      return Promise.resolve()
    },
    err: onError,
    outIsTty: false,
    errIsTty: false,
    errColumns: 80,
    color: false,
  }
}
