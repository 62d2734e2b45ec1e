import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

/** Runs a program to its end and returns its standard output; throws with its standard error. */
export async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execFileAsync(program, [...args], { maxBuffer: 64 << 20 })
  return stdout
}

export function hasProgram(name: string): boolean {
  const directories = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin']
  return directories.some((directory) => isExecutable(join(directory, name)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A program that runs beside the test. */
export class RunningProgram {
  readonly #child: ChildProcess
  readonly #closed: Promise<number>
  readonly #waiting = new Set<() => void>()
  #output = ''
  #errors = ''
  #status: number | undefined

  constructor(program: string, args: readonly string[]) {
    this.#child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stdout?.on('data', (data: Buffer) => {
      this.#output += data.toString()
      this.#wake()
    })
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#errors += data.toString()
    })
    this.#closed = new Promise((resolve) => {
      const end = (status: number) => {
        this.#status = status
        this.#wake()
        resolve(status)
      }
      this.#child.on('error', (error) => {
        this.#errors += error.message
        end(-1)
      })
      this.#child.on('close', (code) => end(code ?? -1))
    })
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`not started: ${this.#errors}`)
    return this.#child.pid
  }

  get output(): string {
    return this.#output
  }

  get errors(): string {
    return this.#errors
  }

  /** undefined while it runs; -1 if a signal ended it. */
  get status(): number | undefined {
    return this.#status
  }

  /** Resolves once the output contains `text`; rejects if the program ends before that. */
  async said(text: string): Promise<void> {
    while (!this.#output.includes(text)) {
      if (this.#status !== undefined) {
        throw new Error(`ended with ${this.#status} before '${text}': ${this.#errors}`)
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  write(text: string): void {
    this.#child.stdin?.write(text)
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** Resolves with the exit status, -1 after a signal. */
  ended(): Promise<number> {
    return this.#closed
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}
