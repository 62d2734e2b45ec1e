import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { nodeChildArguments } from '../node-child.js'

/**
 * Undoes what a recorder switched on in the kernel when the recorder itself no longer can: killed with -9, out of
 * memory. What the kernel undoes by itself (BPF links, sockets) needs no guard.
 */
export interface Guard {
  /**
   * From when it resolves on, the guard performs the action of this name (a file in capture/guard/actions) as soon as
   * the recorder is gone. Call it before switching on, and the returned function after switching off.
   */
  arm(action: string, argument: string): Promise<() => void>
}

/** One line from the recorder to the guard process. */
export type GuardCommand =
  | {
      readonly kind: 'arm'
      readonly id: number
      readonly action: string
      readonly argument: string
    }
  | { readonly kind: 'disarm'; readonly id: number }

/** One line from the guard process: it is armed, or why it is not. */
export interface GuardAnswer {
  readonly id: number
  readonly error: string
}

/** The guard process starts with the first action. `close` ends it, with nothing left armed. */
export function createGuard(): Guard & { close(): Promise<void> } {
  let process_: GuardProcess | undefined
  return {
    arm: (action, argument) => (process_ ??= new GuardProcess()).arm(action, argument),
    close: () => process_?.close() ?? Promise.resolve(),
  }
}

class GuardProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  readonly #waiting = new Map<number, (error: string) => void>()
  readonly #armed = new Set<number>()
  #ids = 0
  #death = ''

  constructor() {
    // In a session of its own: Ctrl-C, a closed terminal and a kill of the whole process group must not reach it.
    this.#child = spawn(process.execPath, nodeChildArguments(import.meta.url, 'guard-process'), {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#child.stdin?.on('error', (error) => (this.#death ||= error.message))
    if (this.#child.stdout !== null) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        const { id, error } = JSON.parse(line) as GuardAnswer
        this.#waiting.get(id)?.(error)
        this.#waiting.delete(id)
      })
    }
    this.#ended = new Promise((resolve) => {
      const end = (why: string): void => {
        this.#death ||= why
        for (const answer of this.#waiting.values()) answer(this.#death)
        this.#waiting.clear()
        resolve()
      }
      this.#child.on('error', (error) => end(error.message))
      this.#child.on('close', (code, signal) => end(`the guard process ended: ${signal ?? code}`))
    })
  }

  async arm(action: string, argument: string): Promise<() => void> {
    const id = ++this.#ids
    const error = await new Promise<string>((resolve) => {
      if (this.#death !== '') return resolve(this.#death)
      this.#waiting.set(id, resolve)
      this.#send({ kind: 'arm', id, action, argument })
    })
    if (error !== '') throw new Error(`the guard cannot be armed (${action}): ${error}`)
    this.#armed.add(id)
    return () => {
      if (this.#armed.delete(id)) this.#send({ kind: 'disarm', id })
    }
  }

  async close(): Promise<void> {
    this.#child.stdin?.end()
    await this.#ended
  }

  #send(command: GuardCommand): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`)
  }
}
