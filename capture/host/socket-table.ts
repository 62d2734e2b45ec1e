import type { Row } from '../../session/tables.js'
import type { SessionClock, Sink } from '../source.js'
import type { SeenSocket, SocketProtocol } from './seen-socket.js'

interface TrackedSocket {
  row: Row<'socket'>
  seen: SeenSocket
  round: number
}

/** Sockets a session holds rows for: a storm of short connections must not fill it. */
const rowLimit = 50_000

/** Every socket seen so far under a dense id, and what has changed since (tables socket and socket_sample). */
export class SocketTable {
  readonly #sink: Sink
  readonly #clock: SessionClock
  readonly #byNetns = new Map<number, Map<number, TrackedSocket>>()
  readonly #byInode = new Map<number, TrackedSocket>()
  /** Inodes of sockets that lost packets while recording. */
  readonly #dropping = new Set<number>()
  #nextId = 1
  #round = 0
  #leftOut = 0
  #samples = 0

  constructor(sink: Sink, clock: SessionClock) {
    this.#sink = sink
    this.#clock = clock
  }

  /**
   * Takes a complete list of the sockets of `protocol` in a namespace: those missing from it are gone, unless it was
   * `cut`. `listenersOnly` says that other sockets of it were not asked for.
   */
  observe(
    netns: number,
    sockets: readonly SeenSocket[],
    scope: {
      readonly protocol: SocketProtocol
      readonly listenersOnly?: boolean
      readonly cut: boolean
    },
  ): void {
    this.#round += 1
    const known = this.#of(netns)
    for (const socket of sockets) this.#see(netns, known, socket)
    if (scope.cut) return
    for (const tracked of known.values()) {
      const covered =
        tracked.seen.protocol === scope.protocol &&
        (scope.listenersOnly !== true || tracked.seen.state === 'listen')
      if (covered && tracked.round !== this.#round) this.#leave(known, tracked)
    }
  }

  /** The namespace is gone, and its sockets with it. */
  forget(netns: number): void {
    const known = this.#of(netns)
    for (const tracked of known.values()) this.#leave(known, tracked)
    this.#byNetns.delete(netns)
  }

  has(inode: number): boolean {
    return this.#byInode.has(inode)
  }

  idOfInode(inode: number): number | undefined {
    return this.#byInode.get(inode)?.row.id
  }

  /** A living socket as it was last seen. */
  seen(netns: number, key: number): SeenSocket | undefined {
    return this.#byNetns.get(netns)?.get(key)?.seen
  }

  netnsOfInode(inode: number): number | undefined {
    return this.#byInode.get(inode)?.row.netns
  }

  markDropping(inode: number): void {
    if (inode !== 0) this.#dropping.add(inode)
  }

  get dropping(): ReadonlySet<number> {
    return this.#dropping
  }

  /** Inodes of living sockets that can lose packets while nobody looks: datagram sockets and listeners. */
  receivers(): readonly number[] {
    return [...this.#byInode.values()]
      .filter(({ seen }) => seen.protocol !== 'tcp' || seen.state === 'listen')
      .map(({ seen }) => seen.inode)
  }

  get detail(): Readonly<Record<string, unknown>> {
    return { sockets: this.#nextId - 1, living: this.#byInode.size, leftOut: this.#leftOut }
  }

  /** Sockets left out because the session holds too many already. */
  get leftOut(): number {
    return this.#leftOut
  }

  /** Rows of socket_sample written so far. */
  get samples(): number {
    return this.#samples
  }

  #of(netns: number): Map<number, TrackedSocket> {
    const known = this.#byNetns.get(netns) ?? new Map<number, TrackedSocket>()
    this.#byNetns.set(netns, known)
    return known
  }

  #see(netns: number, known: Map<number, TrackedSocket>, seen: SeenSocket): void {
    const tracked = known.get(seen.key)
    if (tracked === undefined) {
      this.#add(netns, known, seen)
      return
    }
    tracked.round = this.#round
    const before = tracked.seen
    if (before === seen) return
    tracked.seen = seen
    if (!sameIdentity(before, seen)) {
      tracked.row = socketRow(tracked.row.id, netns, seen, tracked.row)
      this.#sink.add('socket', [tracked.row])
      this.#indexInode(before.inode, tracked)
    }
    if (seen.drops > before.drops) this.markDropping(seen.inode)
    // Bytes on their way out of a TCP socket change all the time and tell nothing about drops.
    const wmemMatters = seen.protocol !== 'tcp' && seen.wmem !== before.wmem
    if (seen.drops !== before.drops || seen.rmem !== before.rmem || wmemMatters) {
      this.#sample(tracked)
    }
  }

  #add(netns: number, known: Map<number, TrackedSocket>, seen: SeenSocket): void {
    if (this.#nextId > rowLimit) {
      this.#leftOut += 1
      return
    }
    const row = socketRow(this.#nextId++, netns, seen, { from_ns: this.#clock.now() })
    const tracked: TrackedSocket = { row, seen, round: this.#round }
    known.set(seen.key, tracked)
    this.#indexInode(0, tracked)
    this.#sink.add('socket', [row])
    this.#sample(tracked)
  }

  #indexInode(before: number, tracked: TrackedSocket): void {
    if (before !== 0 && this.#byInode.get(before) === tracked) this.#byInode.delete(before)
    if (tracked.seen.inode !== 0) this.#byInode.set(tracked.seen.inode, tracked)
  }

  #leave(known: Map<number, TrackedSocket>, tracked: TrackedSocket): void {
    known.delete(tracked.seen.key)
    if (this.#byInode.get(tracked.seen.inode) === tracked) this.#byInode.delete(tracked.seen.inode)
    this.#sink.add('socket', [{ ...tracked.row, to_ns: this.#clock.now() }])
  }

  #sample({ row, seen }: TrackedSocket): void {
    this.#samples += 1
    this.#sink.add('socket_sample', [
      {
        socket: row.id,
        at_ns: this.#clock.now(),
        rmem: seen.rmem,
        wmem: seen.wmem,
        drops: seen.drops,
      },
    ])
  }
}

function sameIdentity(a: SeenSocket, b: SeenSocket): boolean {
  return (
    a.state === b.state &&
    a.inode === b.inode &&
    a.localPort === b.localPort &&
    a.localAddress === b.localAddress &&
    a.remotePort === b.remotePort &&
    a.remoteAddress === b.remoteAddress &&
    a.boundIfindex === b.boundIfindex &&
    a.backlog === b.backlog &&
    // TCP tunes its buffers by itself, all the time.
    (a.protocol === 'tcp' || (a.rcvbuf === b.rcvbuf && a.sndbuf === b.sndbuf))
  )
}

/** `rmem` and `wmem` stay as first read. */
function socketRow(
  id: number,
  netns: number,
  seen: SeenSocket,
  first: { readonly from_ns: number; readonly rmem?: number | null; readonly wmem?: number | null },
): Row<'socket'> {
  return {
    id,
    netns,
    inode: seen.inode,
    family: seen.family,
    proto: seen.protocol,
    state: seen.state,
    local_address: seen.localAddress,
    local_port: seen.localPort,
    remote_address: seen.remoteAddress,
    remote_port: seen.remotePort,
    bound_ifindex: seen.boundIfindex,
    v6only: seen.v6only ? 1 : 0,
    uid: seen.uid,
    rcvbuf: seen.rcvbuf,
    rmem: first.rmem ?? seen.rmem,
    sndbuf: seen.sndbuf,
    wmem: first.wmem ?? seen.wmem,
    backlog: seen.backlog,
    from_ns: first.from_ns,
    to_ns: null,
  }
}
