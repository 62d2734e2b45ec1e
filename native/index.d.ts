/** What the addon offers. Only capture/native.ts loads it. Errors are Error with `code` (errno name) and `syscall`. */

/** A kernel address or stack met for the first time since the last call. */
export interface NewKey {
  readonly id: number
  /** Return address of the free function. */
  readonly address: bigint
  /** Raw reason number of this kernel, -1 if the tracepoint has none (before 5.17). */
  readonly reason: number
  readonly netnsInode: number
  /** undefined where the kernel has no cookie. */
  readonly netnsCookie: bigint | undefined
  readonly ifindex: number
  /** Name that the interface had, '' where the kernel has no device at hand. */
  readonly device: string
  /** When its first drop came, on the session clock. */
  readonly firstNs: number
  readonly protocol: number
}

export interface NewFlow {
  readonly id: number
  readonly key: number
  readonly family: number
  readonly proto: number
  /** 4 or 16 bytes, empty if not IP. */
  readonly src: Uint8Array
  readonly dst: Uint8Array
  readonly sport: number
  readonly dport: number
  readonly tcpFlags: number
}

export interface DropCounts {
  readonly newKeys: readonly NewKey[]
  readonly newFlows: readonly NewFlow[]
  /** Cumulative counts by key: triples of (key id, drops, bytes), only those that changed since the last call. */
  readonly keys: Float64Array
  /** Cumulative counts by flow: triples of (flow id, drops, bytes), only those that changed. */
  readonly flows: Float64Array
}

export interface DropDetails {
  /** Records as in session/drop-record.ts. */
  readonly records: ArrayBuffer
  readonly newStacks: readonly { readonly id: number; readonly frames: readonly bigint[] }[]
}

export interface DropStatistics {
  /** Details that found the ring buffer full. */
  readonly ringFull: number
  /** Details left out by the budget. */
  readonly overBudget: number
  /** Drops (not details) whose key did not fit the map: counted here only. */
  readonly keyMapFull: number
  /** Their lengths. */
  readonly keyMapFullBytes: number
  /** Drops whose flow did not fit the flow map; still counted by key. */
  readonly flowMapFull: number
  /** Details without their stack: there was no room for another one. */
  readonly stackTableFull: number
  /**
   * Drops that came by interrupt while the program ran on that CPU: from 6.2 on the kernel does not enter a
   * program again and only counts that. Not counted anywhere else. 0 before 5.12.
   */
  readonly missed: number
  /** From BPF run-time statistics, 0 if they are off. */
  readonly runNs: number
  readonly runs: number
}

export interface BpfDropSourceOptions {
  /** CLOCK_MONOTONIC at the session's start; times are relative to it. */
  readonly startMonotonicNs: bigint
  readonly ringBytes: number
  /** Details per key, CPU and 100 ms. */
  readonly detailBudget: number
  /** Details of the first drops of each key and CPU, beside the budget, while the ring is not half full. */
  readonly earlyDetails: number
  readonly stacks: boolean
  readonly maxKeys: number
  readonly maxFlows: number
  /** Different stacks that are told apart. */
  readonly maxStacks: number
}

export interface BpfDropSource {
  /** withFlows false leaves the flows for later: reading very many takes a millisecond or more. */
  counts(withFlows?: boolean): DropCounts
  details(): DropDetails
  /** From now on the kernel only counts this key. */
  setMasked(key: number, masked: boolean): void
  statistics(): DropStatistics
  /** No drop is counted any more; counts, details and statistics can still be read and are final. */
  detach(): void
  close(): void
}

export interface NetlinkSocket {
  readonly portId: number
  send(message: Uint8Array): void
  /** Receives what is there, up to maxMessages datagrams; waits at most timeoutMs for the first. ENOBUFS is reported by `overruns`, not thrown. */
  receive(
    maxMessages: number,
    timeoutMs: number,
  ): { readonly datagrams: readonly Uint8Array[]; readonly overruns: number }
  joinGroup(group: number): void
  setReceiveBuffer(bytes: number): number
  /** SO_MEMINFO: drops of this socket. */
  drops(): number
  close(): void
}

export interface Addon {
  /** Number of arguments of the kfree_skb tracepoint (skb and location count), 0 if there is no BTF. Throws with the reason if BPF cannot be used. */
  tracepointArguments(): number
  /** Enumerators of the running kernel's drop reasons from BTF: core and subsystem enums. */
  dropReasons(): readonly {
    readonly value: number
    readonly name: string
    readonly subsystem: string
  }[]
  /** Byte offsets of drop-record.h as compiled, by the names of session/drop-record.ts. */
  readonly dropRecordLayout: Readonly<Record<string, number>>
  /** A loaded program, undefined if there is none of that id. `instructions` are absent where the kernel keeps them to itself. */
  bpfProgram(
    id: number,
  ): { readonly name: string; readonly instructions?: Uint8Array | undefined } | undefined
  /** Ids of the programs attached to the cgroup at `path` itself; `attachType`: enum bpf_attach_type. */
  cgroupPrograms(path: string, attachType: number): readonly number[]
  openBpfDropSource(options: BpfDropSourceOptions): BpfDropSource
  /** protocol: 0 route, 4 sock_diag, 16 generic. Belongs to the namespace the thread is in. */
  openNetlink(protocol: number): NetlinkSocket
  /** Enters the namespace of an open file descriptor with the calling thread. */
  setNetns(fd: number): void
  /** Cookie of the namespace the thread is in (SO_NETNS_COOKIE, 5.14), undefined where unknown. */
  netnsCookie(): bigint | undefined
  /** Those in the mask that are permitted become ambient, all others no longer are: of the calling thread. */
  setAmbientCapabilities(mask: bigint): void
  /** Gives memory that was freed back to the system: some milliseconds. */
  trimMemory(): void

  /**
   * A pipe of `bytes`, or less where the system does not allow that: descriptors of its end to read from and its end to write
   * to. Throws an Error with the errno name as `code`.
   */
  openPipe(bytes: number): readonly [readFd: number, writeFd: number]
  monotonicNs(): bigint
  /** CLOCK_REALTIME in nanoseconds. */
  realtimeNs(): bigint
  /** CPU time of the calling thread so far, nanoseconds. */
  threadCpuNs(): number
  /** Reads a file into `into`: the number of bytes, all that fit, or a negative errno. */
  readFile(path: string, into: Uint8Array): number
  /**
   * Makes threads of this process, and those that they start from now on, SCHED_BATCH (they take the CPU from nobody when
   * they wake up), or SCHED_OTHER again; threads of any other policy than the opposite one are left alone. `sliceNs`: how long
   * they may run before the scheduler looks whether another should: 6.12 and later, other kernels ignore it; 0 = the system's
   * own. `nice` as setpriority takes it; where it may not be lowered again, it stays. Returns the number of threads changed.
   */
  setScheduling(isBatch: boolean, sliceNs: number, nice: number): number
}
