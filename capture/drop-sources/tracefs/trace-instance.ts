import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { lostIn, parseBufferStatistics } from './buffer-statistics.js'
import { instanceName, instanceOwner, isRunning, startTicksOf } from './instance-name.js'

const event = 'events/skb/kfree_skb'

/** ENODEV: a CPU that has not been online yet has no buffer. It gets one when it comes. */
const nothingToRead: ReadonlySet<string> = new Set(['EAGAIN', 'ENODEV'])

/** A trace instance of our own: its buffers, filter and options are nobody else's. */
export class TraceInstance {
  readonly path: string
  /** By CPU: a descriptor of its trace_pipe_raw. */
  #pipes: readonly { readonly cpu: number; readonly fd: number }[] = []

  constructor(path: string) {
    this.path = path
  }

  /** Where the next instance of this process goes; it does not exist yet. */
  static freePath(tracefs: string): string {
    const owner = { pid: process.pid, startTicks: startTicksOf(process.pid) ?? '0' }
    for (let number = 0; ; number++) {
      const path = join(tracefs, 'instances', instanceName(owner, number))
      if (!existsSync(path)) return path
    }
  }

  create(): void {
    mkdirSync(this.path)
  }

  get cpus(): readonly number[] {
    return this.#pipes.map(({ cpu }) => cpu)
  }

  has(file: string): boolean {
    return existsSync(join(this.path, file))
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), 'utf8')
  }

  /** Appends where the kernel takes commands (trigger): a plain write would clear what is there. */
  write(file: string, text: string, flag: 'w' | 'a' = 'w'): void {
    // The files exist: the kernel refuses O_CREAT.
    const flags = constants.O_WRONLY | (flag === 'a' ? constants.O_APPEND : constants.O_TRUNC)
    const fd = openSync(join(this.path, file), flags)
    try {
      writeFileSync(fd, text)
    } finally {
      closeSync(fd)
    }
  }

  /** Sets the size of each CPU's buffer, or as much of it as there is memory for; returns KiB. */
  resize(kilobytes: number, leastKilobytes: number): number {
    for (let size = kilobytes; size > leastKilobytes; size = Math.floor(size / 2)) {
      try {
        this.write('buffer_size_kb', String(size))
        return size
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOMEM') throw error
      }
    }
    this.write('buffer_size_kb', String(leastKilobytes))
    return leastKilobytes
  }

  openPipes(): void {
    const pipes: { readonly cpu: number; readonly fd: number }[] = []
    this.#pipes = pipes
    for (const name of readdirSync(join(this.path, 'per_cpu'))) {
      const [, cpu] = /^cpu(\d+)$/.exec(name) ?? []
      if (cpu === undefined) continue
      const file = join(this.path, 'per_cpu', name, 'trace_pipe_raw')
      const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
      pipes.push({ cpu: Number(cpu), fd })
    }
  }

  /** Next page of a CPU's buffer, partly filled pages included; false if there is none. */
  readPage(cpu: number, page: Uint8Array): boolean {
    const pipe = this.#pipes.find((each) => each.cpu === cpu)
    if (pipe === undefined) return false
    try {
      return readSync(pipe.fd, page, 0, page.byteLength, null) === page.byteLength
    } catch (error) {
      if (nothingToRead.has((error as NodeJS.ErrnoException).code ?? '')) return false
      throw error
    }
  }

  /** Events that this instance's buffers lost so far. */
  lost(): number {
    return this.cpus.reduce(
      (sum, cpu) => sum + lostIn(parseBufferStatistics(this.read(`per_cpu/cpu${cpu}/stats`))),
      0,
    )
  }

  setFilter(filter: string): void {
    this.write(`${event}/filter`, filter)
  }

  get hasHistogram(): boolean {
    return this.has(`${event}/hist`)
  }

  addTrigger(trigger: string): void {
    this.write(`${event}/trigger`, trigger, 'a')
  }

  histogram(): string {
    return this.read(`${event}/hist`)
  }

  enable(on: boolean): void {
    this.write(`${event}/enable`, on ? '1' : '0')
  }

  closePipes(): void {
    for (const { fd } of this.#pipes) closeSync(fd)
    this.#pipes = []
  }

  /** The kernel switches off what was on in it. EBUSY while somebody has one of its files open. */
  remove(): void {
    this.closePipes()
    if (existsSync(this.path)) rmdirSync(this.path)
  }
}

/**
 * Removes instances of dropcorr processes that are gone. One that is in use is left alone: its owner may live in another
 * pid namespace, where we cannot see it.
 */
export function sweepInstances(tracefs: string): void {
  const folder = join(tracefs, 'instances')
  for (const name of readdirSync(folder)) {
    const owner = instanceOwner(name)
    if (owner === undefined || isRunning(owner)) continue
    try {
      rmdirSync(join(folder, basename(name)))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // In use, or another dropcorr was quicker.
      if (code !== 'EBUSY' && code !== 'ENOENT') throw error
    }
  }
}
