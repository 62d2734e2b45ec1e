/** What was counted, as it stood when an alert interval ended. */
export interface DropSnapshot {
  /** Since the watch began. */
  readonly elapsedMs: number
  /** Length of the interval that ended, as measured. */
  readonly intervalMs: number
  /** Without masked drops. */
  readonly drops: Counted
  readonly masked: Counted
  readonly keys: readonly KeyCount[]
  /** Those that drop most. */
  readonly flows: readonly FlowCount[]
  /** Drops of flows that are not among `flows`, and those whose flow is not told. */
  readonly otherFlows: Counted
  readonly masks: readonly MaskCount[]
}

export interface Counted {
  readonly total: number
  /** In the interval that ended. */
  readonly latest: number
  /** By interval, the newest last. */
  readonly history: readonly number[]
}

/** Drops by place: none of them under a mask. */
export interface KeyCount extends Counted {
  /** drop_key.id */
  readonly key: number
  readonly place: Place
}

/** Where and why packets are freed. */
export interface Place {
  /** Plain symbol; '' if the source does not tell. */
  readonly site: string
  readonly reason: string
  /** Devlink trap of a hardware drop, '' for drops in the kernel. */
  readonly trap: string
  /** Name of the namespace, '' if the packet belonged to none. */
  readonly netns: string
  /** Name of the interface, '' if it is not known or there was none. */
  readonly iface: string
}

export interface FlowCount extends Counted {
  /** drop_flow.id */
  readonly flow: number
  readonly key: number
  readonly place: Place
  /** IP protocol, 0 for what is not IP. */
  readonly proto: number
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
}

/** What a mask took, since it was first put in force. */
export interface MaskCount extends Counted {
  /** As on the command line: 'reason=QDISC_DROP'. */
  readonly mask: string
  /** In force now. */
  readonly active: boolean
}
