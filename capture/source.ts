import type { Row, TableName } from '../session/tables.js'
import type { SymbolRows } from './drop-sources/rows/symbol-rows.js'
import type { LinkStatistics } from './netlink/link-statistics.js'
import type { Guard } from './guard/guard.js'

/**
 * Where sources put what they find. Rows are buffered and written in batches by the session writer. In tables with a
 * key a row replaces an earlier one with the same key: that is how `to_ns` gets its value.
 */
export interface Sink {
  /** `settled` tells that the memory of the rows' blobs may be used anew. A sink may keep it for good, and never call that. */
  add<N extends TableName>(table: N, rows: readonly Row<N>[], settled?: () => void): void
}

/** Nanoseconds since the session's start. */
export interface SessionClock {
  now(): number
  /** CLOCK_MONOTONIC at the session's start. */
  readonly startMonotonicNs: bigint
  /** Converts a wall-clock stamp (seconds and nanoseconds) with the newest known offset. */
  fromWall(seconds: number, nanoseconds: number): number
}

/** A namespace to look into. `enter` runs `read` inside it, synchronously. */
export interface Namespace {
  readonly id: number
  readonly inode: number
  readonly name: string
  /** Runs `read` with the calling thread in the namespace. Throws if it is gone. */
  enter<T>(read: () => T): T
}

export interface SourceHealth {
  readonly status: 'ok' | 'partial' | 'unavailable' | 'off'
  /** Why it is not ok and what that hides. */
  readonly why: string
  readonly lost: number
  readonly detail: Readonly<Record<string, unknown>>
}

/** Why something cannot run here, and what would make it run. */
export interface Obstacle {
  readonly why: string
  readonly hint: string
}

/** Assigns dense ids to namespaces by inode and cookie; drops may name namespaces nobody has listed yet. */
export interface NetnsRegistry {
  /** All that exist now, the host's first. */
  list(): readonly Namespace[]
  /** Id for what the kernel calls a namespace; makes a row of kind 'unseen' if it was never listed. */
  idOf(inode: number, cookie: bigint | undefined): number
}

/** A drop mask, already parsed: `reason=QDISC_DROP`, `site=tcp_*`, `iface=eth0`, `netns=web`. */
export interface Mask {
  readonly field: 'reason' | 'site' | 'iface' | 'netns'
  /** With * as wildcard. */
  readonly pattern: string
}

/**
 * What NET_DM tells: 'packet' = each dropped packet with headers, reason and interface, as far as its queues hold;
 * 'summary' = counts by site each second.
 */
export type AlertMode = 'packet' | 'summary'

/** What a mask can go by. */
export type MaskField = Mask['field']

export interface DropSourceContext {
  readonly sink: Sink
  readonly clock: SessionClock
  readonly netns: NetnsRegistry
  /** In force at the start; `setMasks` replaces them. */
  readonly masks: readonly Mask[]
  /**
   * Every id of this source's own (key, flow, stack, block) is this plus 1, 2, 3 …: sources that record side by side
   * never share one. 0 for the first.
   */
  readonly idBase: number
  /** Shared by all sources of a recording: one address has one symbol.id. */
  readonly symbols: SymbolRows
  /** Undoes what a killed recorder cannot: see capture/guard. */
  readonly guard: Guard
  readonly alertMode: AlertMode
  /** Another source sees the kernel's own drops: report those of the hardware only. */
  readonly hardwareOnly: boolean
  /** Name of an interface, for masks; undefined if unknown. */
  interfaceName(netns: number, ifindex: number): string | undefined
  /** A packet was dropped on an interface of that name, at `atNs` or soon after: its number may have been another's before. */
  onDevice(netns: number, ifindex: number, name: string, atNs: number): void
  /** The moment nearest to `atNs` at which an interface of that name had the number. */
  whileHeld(netns: number, ifindex: number, name: string, atNs: number): number
  /**
   * Called with inodes of sockets that drop, and where, and with 0 where no socket was found for a packet: what sockets there
   * are, and whose, is looked at while they live.
   */
  onSocketDrop(inode: number, netns: number | null): void
}

export interface RunningDropSource {
  /** Moves what has been gathered into the sink. Called about every 100 ms by the recorder. */
  poll(): void
  /**
   * Drops count from here on; until it is called, from the start. The counters are read right after, so that both books
   * begin together; called again, they begin anew. What was seen before is told in health.detail.beforeFirstReading.
   */
  openBooks(): void
  /** Resolves when little is pending that the kernel tells of with delay. Called before `closeBooks`. */
  settle?(): Promise<void>
  /**
   * Rows of drops until now are told, and none that is told from here on lies before now: another file begins. Not there
   * = the source stamps each drop by itself.
   */
  splitBooks?(): void
  /**
   * Drops after this are in no count; the counters are read right after. Called again, it counts those up to then too. The
   * rest is told in health.detail.afterLastReading.
   */
  closeBooks(): void
  /** Totals so far, for the progress line. */
  readonly totals: {
    readonly drops: number
    readonly masked: number
    /** Drops without details: they are counted all the same. */
    readonly lostDetails: number
    /** Drops known to be in no count. */
    readonly uncounted: number
    readonly topSite: string
  }
  /** What it is not told of drops: masks that go by these have no effect on it. */
  readonly blindTo: readonly MaskField[]
  health(): SourceHealth
  /**
   * Replaces the masks, from the next drop on, in the kernel where the source can. A key that changes sides goes on
   * under a new drop_key.id, so that each id was under a mask all the time or never.
   */
  setMasks(masks: readonly Mask[]): void
  /** Detaches; afterwards nothing is left in the kernel. Polls a last time. */
  stop(): Promise<void>
}

/** A file in capture/drop-sources exports one of these as default. */
export interface DropSource {
  readonly name: 'bpf' | 'drop-monitor' | 'tracefs'
  readonly title: string
  /** What a session without this source does not show, in one sentence: for doctor and the report. */
  readonly hides: string
  /** undefined if it can run here. Leaves everything as it was (but may load the kernel's module for it). */
  obstacle(): Obstacle | undefined
  /** True if there are devices whose hardware drops only this source tells of. */
  addsHardware?(): boolean
  start(context: DropSourceContext): Promise<RunningDropSource>
}

/** One reading of one counter. */
export interface CounterReading {
  readonly name: string
  readonly value: number
  readonly ifindex?: number
  readonly gauge?: boolean
}

/** An interface of the namespace that is being read. */
export interface CounterInterface {
  readonly ifindex: number
  readonly name: string
  /** Kind as rtnetlink says ('veth', 'bridge' …), '' for a plain device. */
  readonly kind: string
  /** An XDP program is attached, in whatever mode. */
  readonly xdp: boolean
}

/** What a counter source may use while it reads: it runs inside the namespace already. */
export interface CounterContext {
  readonly netns: Namespace
  /** Reads a file of the namespace, undefined if it does not exist. */
  readFile(path: string): string | undefined
  /** What `parse` makes of that file; the result of the last round if the text has not changed since. */
  parseFile<T>(path: string, parse: (text: string) => T): T | undefined
  /** Netlink dump in this namespace: sends the request, returns the payload of each answer. `protocol` is 0 (rtnetlink) unless given. */
  dump(type: number, body: Uint8Array, protocol?: number): readonly Uint8Array[]
  /** The interfaces of this namespace, undefined if they cannot be listed here. */
  interfaces(): readonly CounterInterface[] | undefined
  /** The same with their counters; throws where rtnetlink does not answer. */
  links(): readonly LinkStatistics[]
  /** Name of an interface of this namespace. */
  interfaceName(ifindex: number): string
  /** Output of a program run in this namespace, undefined if it is not installed; absolute paths only, no shell. */
  run(program: string, args: readonly string[]): string | undefined
}

/** A file in capture/counter-sources exports one of these as default. Parsing is pure and exported apart, as `parse`. */
export interface CounterSource {
  readonly name: string
  readonly title: string
  /** 'namespace' = read in every namespace, 'host' = once. */
  readonly scope: 'namespace' | 'host'
  /** Cheap, and rises with each packet of a flood: read first of all when the books of drops are opened and closed. */
  readonly urgent?: true
  /** Read every n-th round: dear sources are read less often; all are read in the first and last round. */
  readonly every: number
  /** undefined = not available here (the reason goes to source health through `missing`). */
  read(context: CounterContext): readonly CounterReading[] | undefined
  /** What makes it unavailable and what that hides, in one sentence. */
  readonly missing: string
  /** true = what it counts exists only while a kernel feature is loaded: where that is not, nothing is hidden. */
  readonly optional?: boolean
}
