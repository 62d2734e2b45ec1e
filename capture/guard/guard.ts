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

/** A process that ends at each start is not started for ever. */
const maxReplacements = 3

/**
 * The guard process starts with the first action, and anew should it be killed. `unguarded` is told why from now on nobody
 * would undo what is armed. `close` ends it, with nothing left armed.
 */
export function createGuard(
  unguarded: (why: string) => void = () => undefined,
): Guard & { close(): Promise<void> } {
  return new LiveGuard(unguarded)
}

interface Undo {
  readonly action: string
  readonly argument: string
}

class LiveGuard implements Guard {
  readonly #unguarded: (why: string) => void
  readonly #armed = new Map<number, Undo>()
  #process: GuardProcess | undefined
  #ids = 0
  #replacements = 0
  #isClosed = false

  constructor(unguarded: (why: string) => void) {
    this.#unguarded = unguarded
  }

  async arm(action: string, argument: string): Promise<() => void> {
    const id = ++this.#ids
    await this.#arm(id, { action, argument })
    this.#armed.set(id, { action, argument })
    return () => {
      if (this.#armed.delete(id)) this.#process?.disarm(id)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#process?.close()
  }

  async #arm(id: number, undo: Undo): Promise<void> {
    if (!this.#isClosed) this.#process ??= new GuardProcess((why) => this.#replace(why))
    const error = (await this.#process?.arm(id, undo)) ?? 'it is closed'
    if (error !== '') throw new Error(`the guard cannot be armed (${undo.action}): ${error}`)
  }

  #replace(why: string): void {
    if (this.#isClosed) return
    this.#process = undefined
    if (this.#armed.size === 0) return
    if (++this.#replacements > maxReplacements) {
      this.#unguarded(why)
      return
    }
    Promise.all([...this.#armed].map(([id, undo]) => this.#arm(id, undo))).catch(
      (error: unknown) => {
        this.#unguarded(error instanceof Error ? error.message : String(error))
      },
    )
  }
}

class GuardProcess {
  readonly #child: ChildProcess
  readonly #ended: Promise<void>
  readonly #waiting = new Map<number, (error: string) => void>()
  #death = ''

  /** `onDeath` is also called when it ends because it was closed. */
  constructor(onDeath: (why: string) => void) {
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
        onDeath(this.#death)
      }
      this.#child.on('error', (error) => end(error.message))
      this.#child.on('close', (code, signal) => end(`the guard process ended: ${signal ?? code}`))
    })
  }

  /** Resolves to '' once it is armed, or to what is wrong. */
  arm(id: number, { action, argument }: Undo): Promise<string> {
    return new Promise<string>((resolve) => {
      if (this.#death !== '') return resolve(this.#death)
      this.#waiting.set(id, resolve)
      this.#send({ kind: 'arm', id, action, argument })
    })
  }

  disarm(id: number): void {
    this.#send({ kind: 'disarm', id })
  }

  async close(): Promise<void> {
    this.#child.stdin?.end()
    await this.#ended
  }

  #send(command: GuardCommand): void {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`)
  }
}
