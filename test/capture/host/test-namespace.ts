import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

const prefix = 'dch'
let made = 0

/** A network namespace of a test's own, with what runs in it. */
export class TestNamespace {
  readonly name = `${prefix}${process.pid}-${(made += 1)}`
  readonly #children: ChildProcess[] = []

  constructor() {
    execFileSync('ip', ['netns', 'add', this.name])
    this.run('ip', 'link', 'set', 'lo', 'up')
  }

  run(program: string, ...args: readonly string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.name, program, ...args], { encoding: 'utf8' })
  }

  /** Runs a line of JavaScript in the namespace and waits for the first thing it prints. */
  async start(script: string): Promise<ChildProcess> {
    const child = spawn('ip', ['netns', 'exec', this.name, process.execPath, '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#children.push(child)
    await once(child.stdout, 'data')
    return child
  }

  delete(): void {
    // A stopped process dies of SIGKILL only.
    for (const child of this.#children) child.kill('SIGKILL')
    execFileSync('ip', ['netns', 'del', this.name])
  }
}
