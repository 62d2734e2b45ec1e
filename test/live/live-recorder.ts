import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning, startTicksOf } from '../../capture/drop-sources/tracefs/instance-name.js'
import { SessionReader } from '../../session/reader.js'
import { cliCommand } from '../cli/run-cli.js'
import { waitUntil } from './lab/wait-until.js'
import type { RecordSetting } from './record-setting.js'

/** A `dropcorr record` in a process of its own, for tests of how it ends. */
export class LiveRecorder {
  readonly pid: number
  readonly out: string
  /** What was started: the recorder, or what it runs under. */
  readonly child: ChildProcess
  readonly #startTicks: string

  private constructor(pid: number, out: string, child: ChildProcess) {
    this.pid = pid
    this.out = out
    this.child = child
    this.#startTicks = startTicksOf(pid) ?? ''
  }

  /** Resolves once it records. `under` makes the command line that is started from the recorder's. */
  static async start(
    setting: RecordSetting,
    options: {
      /** Of its files, where there are several recorders. */
      readonly name?: string
      readonly args?: readonly string[]
      readonly under?: (command: readonly string[]) => readonly string[]
    } = {},
  ): Promise<LiveRecorder> {
    const name = options.name ?? 'session'
    const out = join(setting.directory, `${name}.db`)
    const ready = join(setting.directory, `${name}.ready`)
    rmSync(ready, { force: true })
    const words = ['record', '--out', out, '--force', '--ready-file', ready]
    const command = cliCommand([...words, '-i', setting.interface, ...(options.args ?? [])])
    const [program = '', ...rest] = options.under?.(command) ?? command
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
    child.stdout.resume()
    await waitUntil(
      'it records',
      () => existsSync(ready) && readFileSync(ready, 'utf8').endsWith('\n'),
      60_000,
    ).catch((error: unknown) => assert.fail(`${String(error)}: ${text}`))
    return new LiveRecorder(Number(readFileSync(ready, 'utf8')), out, child)
  }

  get isRunning(): boolean {
    return isRunning({ pid: this.pid, startTicks: this.#startTicks }) && !this.#isZombie
  }

  async ended(): Promise<void> {
    await waitUntil('the recorder ends', () => !this.isRunning, 30_000)
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal)
  }

  /** For clean-up. */
  kill(): void {
    if (this.isRunning) this.signal('SIGKILL')
  }

  /** Opens what it recorded, which must be whole. */
  async session(): Promise<SessionReader> {
    const reader = await SessionReader.open(this.out)
    const [check] = await reader.query('PRAGMA quick_check')
    assert.deepEqual(check, { quick_check: 'ok' })
    return reader
  }

  get #isZombie(): boolean {
    try {
      return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${this.pid}/stat`, 'utf8'))
    } catch {
      // Gone altogether.
      return true
    }
  }
}

/** Drops without a socket in the namespace of the setting. */
export async function dropsIn(reader: SessionReader, netns: string): Promise<number> {
  const [row] = await reader.query(
    `SELECT total(drops) AS drops FROM drop_count JOIN drop_key k ON k.id = key JOIN netns n ON n.id = k.netns
     WHERE reason = 'NO_SOCKET' AND n.name = ?`,
    [netns],
  )
  return Number(row?.['drops'])
}
