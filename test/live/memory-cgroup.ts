import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitUntil } from './lab/wait-until.js'

/** Where the memory controller is, with its files' names: version 1 or 2. */
const places = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', events: 'memory.oom_control' },
  { root: '/sys/fs/cgroup', limit: 'memory.max', events: 'memory.events' },
] as const

/** A cgroup in which the kernel kills for want of memory. Needs root. */
export class MemoryCgroup {
  readonly #path: string
  readonly #place: (typeof places)[number]

  private constructor(path: string, place: (typeof places)[number]) {
    this.#path = path
    this.#place = place
  }

  /** undefined where there is no memory controller, or it is not ours to use. */
  static make(name: string): MemoryCgroup | undefined {
    const place = places.find(({ root }) => existsSync(root))
    if (place === undefined) return undefined
    const path = join(place.root, name)
    try {
      mkdirSync(path)
    } catch {
      // Read-only in a container: the caller skips.
      return undefined
    }
    const cgroup = new MemoryCgroup(path, place)
    if (existsSync(join(path, place.limit))) return cgroup
    rmdirSync(path)
    return undefined
  }

  limit(bytes: number): void {
    writeFileSync(join(this.#path, this.#place.limit), String(bytes))
  }

  add(pid: number): void {
    writeFileSync(join(this.#path, 'cgroup.procs'), String(pid))
  }

  get kills(): number {
    const text = readFileSync(join(this.#path, this.#place.events), 'utf8')
    return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0)
  }

  /** Resolves once all that was in it is gone. */
  async remove(): Promise<void> {
    await waitUntil('the cgroup is empty', () => {
      return readFileSync(join(this.#path, 'cgroup.procs'), 'utf8') === ''
    })
    rmdirSync(this.#path)
  }
}
