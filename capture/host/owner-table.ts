import type { SessionClock, Sink } from '../source.js'
import { readProcess } from './processes.js'
import { ProcessSampler } from './process-samples.js'
import { findSocketOwners } from './socket-owners.js'
import type { SocketTable } from './socket-table.js'

/** Who holds the socket that has an inode now: its number may be another socket's later. */
interface Held {
  readonly socket: number
  readonly owners: Map<string, Owner>
}

interface Owner {
  readonly pid: number
  readonly startTicks: number
}

/** Who holds the sockets of the session (tables process and socket_process), and how they fare (process_sample). */
export class OwnerTable {
  readonly #sink: Sink
  readonly #sockets: SocketTable
  readonly #sampler: ProcessSampler
  readonly #netnsOf: (pid: number) => number | null
  readonly #heldByInode = new Map<number, Held>()
  /** comm as last written, by pid and start time: exec changes it. */
  readonly #written = new Map<string, string>()
  readonly #holds = new Set<string>()

  constructor(
    sink: Sink,
    clock: SessionClock,
    sockets: SocketTable,
    netnsOf: (pid: number) => number | null,
  ) {
    this.#sink = sink
    this.#sockets = sockets
    this.#sampler = new ProcessSampler(sink, clock)
    this.#netnsOf = netnsOf
  }

  /** Looks through all processes for holders of any socket of the session. */
  scan(): void {
    const ownerOfPid = new Map<number, Owner | undefined>()
    for (const { inode, pid, fd } of findSocketOwners(this.#sockets)) {
      if (!ownerOfPid.has(pid)) ownerOfPid.set(pid, this.#describe(pid))
      const owner = ownerOfPid.get(pid)
      const socket = this.#sockets.idOfInode(inode)
      if (owner === undefined || socket === undefined) continue
      const held = this.#held(inode) ?? { socket, owners: new Map<string, Owner>() }
      held.owners.set(`${owner.pid}/${owner.startTicks}`, owner)
      this.#heldByInode.set(inode, held)
      const hold = `${socket} ${pid} ${owner.startTicks} ${fd}`
      if (this.#holds.has(hold)) continue
      this.#holds.add(hold)
      this.#sink.add('socket_process', [{ socket, pid, start_ticks: owner.startTicks, fd }])
    }
  }

  isOwned(inode: number): boolean {
    return this.#held(inode) !== undefined
  }

  /** State and CPU time of all who hold one of these sockets, each process once. */
  sample(inodes: Iterable<number>, always: boolean): void {
    const owners = new Map<string, Owner>()
    for (const inode of inodes) {
      for (const [key, owner] of this.#heldByInode.get(inode)?.owners ?? []) owners.set(key, owner)
    }
    for (const { pid, startTicks } of owners.values()) this.#sampler.sample(pid, startTicks, always)
  }

  get detail(): Readonly<Record<string, unknown>> {
    return { processes: this.#written.size, descriptors: this.#holds.size }
  }

  /** undefined if its owners are those of another socket that had the inode before. */
  #held(inode: number): Held | undefined {
    const held = this.#heldByInode.get(inode)
    const now = this.#sockets.idOfInode(inode)
    return now === undefined || held?.socket === now ? held : undefined
  }

  #describe(pid: number): Owner | undefined {
    const row = readProcess(pid, this.#netnsOf)
    if (row === undefined) return undefined
    const key = `${row.pid}/${row.start_ticks}`
    if (this.#written.get(key) !== row.comm) {
      this.#written.set(key, row.comm)
      this.#sink.add('process', [row])
    }
    return { pid: row.pid, startTicks: row.start_ticks }
  }
}
