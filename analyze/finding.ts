/** The public result: `report --format json` prints exactly this (shared design, section 8). */

export type Severity = 'problem' | 'benign' | 'unknown'
export type Confidence = 'certain' | 'likely' | 'possible'

export interface Evidence {
  /** A short statement, complete in itself. */
  readonly label: string
  readonly value: string | number
  /** SQL on the session that shows the value or the rows behind it. */
  readonly query: string
}

export interface Remedy {
  /** What to change and why, quoting the values in force. */
  readonly what: string
  /** The exact command, '' if there is none. */
  readonly command: string
  readonly verify: string
  readonly undo: string
}

export interface FlowDrops {
  readonly proto: string
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
  readonly drops: number
}

export interface SocketState {
  readonly proto: string
  readonly local: string
  readonly remote: string
  readonly pid: number | null
  readonly comm: string
  /** State of the process while it lost packets: 'running', 'sleeping', 'stopped', 'zombie', 'gone', '' if unknown. */
  readonly state: string
  readonly rcvbuf: number | null
}

export interface CounterEffect {
  readonly name: string
  readonly scope: string
  readonly delta: number
  /** How much of the delta this finding explains. */
  readonly explained: number
}

export interface Finding {
  /** From shared/causes.md. */
  readonly cause: string
  /** Stable anchor within a report: cause plus a number if it occurs twice. */
  readonly id: string
  /** One sentence with numbers. */
  readonly title: string
  readonly severity: Severity
  readonly confidence: Confidence
  /** Why that confidence and not a higher one. */
  readonly confidenceWhy: string
  /** Packets lost to this cause: drop events plus those that only counters show. */
  readonly drops: number
  /** Of these, packets without a drop event, known from counters alone. */
  readonly dropsWithoutEvent: number
  readonly window: { readonly fromMs: number; readonly toMs: number }
  readonly netns: readonly string[]
  readonly interfaces: readonly string[]
  readonly sites: readonly {
    readonly symbol: string
    readonly reason: string
    readonly drops: number
  }[]
  readonly flows: readonly FlowDrops[]
  /** Flows beyond the listed ones. */
  readonly moreFlows: number
  readonly sockets: readonly SocketState[]
  readonly counters: readonly CounterEffect[]
  readonly evidence: readonly Evidence[]
  readonly against: readonly Evidence[]
  readonly remedy: readonly Remedy[]
  /** Drops by time bin, for charts: see Timeline.binMs. */
  readonly timeline: readonly number[]
}

export interface LedgerRow {
  readonly counter: string
  /** Namespace name, 'host' counters and global ones included. */
  readonly scope: string
  readonly meaning: string
  readonly isDrop: 'always' | 'sometimes' | 'never' | 'unknown'
  readonly delta: number
  readonly explainedBy: readonly {
    readonly cause: string
    readonly site: string
    readonly reason: string
    readonly drops: number
  }[]
  /** delta minus all that is explained. */
  readonly residue: number
  /** What the residue is, as far as known; '' if residue is 0. */
  readonly residueWhy: string
  readonly query: string
}

export interface HealthRow {
  readonly source: string
  readonly status: 'ok' | 'partial' | 'unavailable' | 'off'
  readonly why: string
  readonly lost: number
}

export interface RuledOut {
  readonly cause: string
  /** clear = looked at and not so; unknown = a source it needs is missing. */
  readonly state: 'clear' | 'unknown'
  readonly why: string
}

export interface Findings {
  readonly schema: 'dropcorr/findings@1'
  readonly session: {
    readonly file: string
    readonly host: string
    readonly kernel: string
    readonly distribution: string
    readonly start: string
    readonly durationMs: number
    /** false = cut off. */
    readonly closed: boolean
    readonly sources: readonly string[]
    readonly toolVersion: string
    readonly argv: readonly string[]
  }
  readonly totals: {
    /** All packets lost: drop events plus losses that only counters show; = problem + benign + unexplained + masked. */
    readonly drops: number
    readonly problem: number
    readonly benign: number
    readonly unexplained: number
    readonly masked: number
    /** Details (not counts) left out by budgets or full buffers. */
    readonly lostDetails: number
    /** Packets seen by the capture. */
    readonly packets: number
    /** Drops without an event, known from counters alone; part of drops. */
    readonly withoutEvent: number
  }
  readonly findings: readonly Finding[]
  readonly ledger: readonly LedgerRow[]
  readonly health: readonly HealthRow[]
  readonly ruledOut: readonly RuledOut[]
}
