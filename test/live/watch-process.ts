import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Alert } from '../../cli/watch/alert.js'
import { cliCommand } from '../cli/run-cli.js'
import { waitUntil } from './lab/wait-until.js'

const running = new Set<WatchProcess>()

/** `dropcorr watch` in a process of its own, on a pseudo-terminal if asked. */
export class WatchProcess {
  readonly child: ChildProcess
  readonly #ended: Promise<unknown>
  #text = ''

  private constructor(child: ChildProcess) {
    this.child = child
    child.stdout?.setEncoding('utf8')
    child.stdout?.on('data', (text: string) => (this.#text += text))
    this.#ended = once(child, 'close')
    running.add(this)
  }

  static start(...args: readonly string[]): WatchProcess {
    const [program = '', ...rest] = cliCommand(['watch', ...args])
    return new WatchProcess(spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] }))
  }

  /** On a terminal of 80 columns and 24 lines; util-linux's script makes it. */
  static onTerminal(...args: readonly string[]): WatchProcess {
    const words = cliCommand(['watch', ...args]).map((word) => `'${word}'`)
    const line = `stty columns 80 rows 24; exec ${words.join(' ')}`
    return new WatchProcess(
      spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
      }),
    )
  }

  static killAll(): void {
    for (const { child } of running) if (child.exitCode === null) child.kill('SIGKILL')
    running.clear()
  }

  get text(): string {
    return this.#text
  }

  /** All written since the last full drawing of the screen. */
  get screen(): string {
    return this.#text.slice(this.#text.lastIndexOf('dropcorr watch'))
  }

  get alerts(): readonly Alert[] {
    const lines = this.#text.split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as Alert)
  }

  press(keys: string): void {
    this.child.stdin?.write(keys)
  }

  until(what: string, condition: () => boolean): Promise<void> {
    return waitUntil(what, condition, 40_000)
  }

  async ended(): Promise<number | null> {
    await this.#ended
    running.delete(this)
    return this.child.exitCode
  }
}
