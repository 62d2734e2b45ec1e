import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { nodeChildArguments } from '../../capture/node-child.js'
import type { KeyCause } from './causes-known.js'

/** One line of cause-process.ts. */
export type CauseAnswer = { readonly causes: readonly KeyCause[] } | { readonly error: string }

/** Analyses in a process of its own, one run at a time. */
export class CauseFinder {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  #waiting: ((answer: CauseAnswer) => void) | undefined
  #death = ''

  constructor() {
    this.#child = spawn(process.execPath, nodeChildArguments(import.meta.url, 'cause-process'), {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#child.stdin?.on('error', (error) => this.#end(error.message))
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) =>
        this.#answer(JSON.parse(line) as CauseAnswer),
      )
    }
    this.#ended = new Promise((resolve) => {
      const end = (why: string): void => {
        this.#end(why)
        resolve()
      }
      this.#child.on('error', (error) => end(error.message))
      this.#child.on('close', (code, signal) => end(`the analysis ended: ${signal ?? code}`))
    })
  }

  /** Never rejects. Call it again only once it has answered. */
  find(session: string): Promise<CauseAnswer> {
    if (this.#death !== '') return Promise.resolve({ error: this.#death })
    return new Promise((resolve) => {
      this.#waiting = resolve
      this.#child.stdin?.write(`${session}\n`)
    })
  }

  async close(): Promise<void> {
    // Not in order: an analysis of a large session may take seconds, and nobody waits for its answer.
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  #answer(answer: CauseAnswer): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.(answer)
  }

  #end(why: string): void {
    this.#death ||= why
    this.#answer({ error: this.#death })
  }
}
