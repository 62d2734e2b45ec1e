import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { nodeChildArguments } from '../node-child.js'
import type { TrafficTask } from './traffic-task.js'

export class TrafficError extends Error {
  override readonly name = 'TrafficError'
}

/** A traffic-child in a namespace. It writes one line when it is ready, or done, and one for each that it is sent. */
export class TrafficProcess {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string, undefined>
  #errors = ''

  /** `prefix`: argv that enters the namespace under the same pid. */
  constructor(prefix: readonly [string, ...string[]], task: TrafficTask) {
    const [program, ...args] = [
      ...prefix,
      process.execPath,
      ...nodeChildArguments(import.meta.url, 'traffic-child'),
      JSON.stringify(task),
    ]
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text))
    // Told by the line that does not come.
    this.#child.on('error', (error) => (this.#errors += error.message))
    this.#child.stdin?.on('error', (error) => (this.#errors += error.message))
    if (this.#child.stdout === null) throw new Error('no pipe from the traffic process')
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
  }

  /** The next line it writes. Rejects if it ends without one. */
  async line(): Promise<string> {
    const next = await this.#lines.next()
    if (next.done === true) throw new TrafficError(`a test process ended early: ${this.#errors}`)
    return next.value
  }

  /** Asks a receiver how many datagrams it has got. */
  async received(): Promise<number> {
    this.#child.stdin?.write('count\n')
    return Number(await this.line())
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}
