/** The public result: `report --format json` prints exactly this (shared design, section 8). */

import type { Agreement } from './agreement/agreement.js'
import type { MaskedDrops } from './model/masked-drops.js'

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
  /** What the drops cost, as far as the captured packets show. */
  readonly impact: Impact
  /** Containers or services that own the namespaces of this finding, and those of its sockets. */
  readonly owners: readonly Owner[]
  /** Drops by time bin, for charts: see Findings.timeline. */
  readonly timeline: readonly number[]
}

/** Who runs in a namespace. */
export interface Owner {
  readonly netns: string
  /** unit = systemd unit. */
  readonly kind: 'container' | 'unit'
  /** Container id or name, or unit. */
  readonly id: string
  /** As people call it: 'container web (docker 0123456789ab)', 'nginx.service'. */
  readonly name: string
}

/** Counts in it are null where nothing tells; 0 means: looked, and there was none. */
export interface Impact {
  /** none-visible = the traffic was looked at and nothing came of the drops; unknown = it does not tell. */
  readonly state: 'visible' | 'none-visible' | 'unknown'
  /** Complete sentences. */
  readonly summary: string
  /** Drops whose packet was looked for in the traffic, of all drops of the finding. */
  readonly matched: number
  readonly of: number
  /** null = no segment of an open connection was among them. */
  readonly tcp: TcpImpact | null
  /** Connection attempts that lost a packet of their handshake; null = none. */
  readonly connects: ConnectImpact | null
  /** Packets that nobody sends again (UDP, ICMP …); null = none of them was dropped, or nothing tells of how many. */
  readonly datagrams: DatagramImpact | null
  /** ICMP errors that quote a dropped packet; null = not looked for. */
  readonly icmpErrors: readonly { readonly name: string; readonly packets: number }[] | null
  readonly evidence: readonly Evidence[]
  /** What this recording cannot show of it, a sentence each. */
  readonly unseen: readonly string[]
}

export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

export interface TcpImpact {
  /** Dropped segments with data (or a FIN) that were looked for. */
  readonly segments: number
  /** Of them: sent again; acknowledged all the same, as another copy had arrived; neither. */
  readonly sentAgain: number
  readonly acknowledged: number
  readonly unacknowledged: number
  /** Of those sent again: asked for by duplicate acknowledgements, or sent when a timer ran out. */
  readonly onDuplicateAck: number
  readonly onTimer: number
  /** From a drop to the first packet that carried the bytes again, milliseconds. */
  readonly delayMs: Spread | null
  /** Packets, as captured, that carried dropped bytes again. */
  readonly retransmissions: number
  readonly duplicateAcks: number
  /** Dropped acknowledgements without data that later ones made good. */
  readonly coveredAcks: number
  /** Connections that were reset after a drop. */
  readonly resets: number
}

export interface ConnectImpact {
  readonly attempts: number
  readonly connected: number
  readonly refused: number
  readonly gaveUp: number
  /** Still trying when the recording ended. */
  readonly unfinished: number
  /** SYNs beyond the first of each attempt. */
  readonly retries: number
  /** From the first SYN to the connection, milliseconds. */
  readonly connectedAfterMs: Spread | null
  /** From the first SYN to the last one or to the refusal, milliseconds, of attempts that failed. */
  readonly failedAfterMs: Spread | null
}

export interface DatagramImpact {
  readonly lost: number
  /** Packets of the same flows that were on their way, the lost ones included. */
  readonly sent: number
  readonly flows: number
}

/** A flow that had lost packets already where this host first saw it. */
export interface ElsewhereLoss {
  readonly proto: string
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
  readonly netns: string
  readonly interface: string
  /** Holes in the sequence numbers. */
  readonly gaps: number
  /** TCP: bytes; else packets. */
  readonly missing: number
  readonly unit: 'bytes' | 'packets'
  /** TCP: gaps that the sender filled later, and acknowledgements by which the receiver asked for them; null if not TCP. */
  readonly filled: number | null
  readonly duplicateAcks: number | null
  readonly confidence: Confidence
  readonly evidence: readonly Evidence[]
}

/** Losses that were not ours: the negative verdict. */
export interface Elsewhere {
  /** found = flows came with losses; none = none of those looked at did; unknown = nothing to look at. */
  readonly state: 'found' | 'none' | 'unknown'
  /** Complete sentences. */
  readonly statement: string
  /** Lowest of the flows; 'possible' where something that would show a loss here was not recorded. */
  readonly confidence: Confidence
  /** What makes it so. */
  readonly why: string
  /** TCP flows looked at, one for each direction. */
  readonly flowsLookedAt: number
  readonly flows: readonly ElsewhereLoss[]
  /** Flows beyond the listed ones. */
  readonly moreFlows: number
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
  /** Of a drop source: drops that are in none of its counts. The others of `lost` are details of counted drops. */
  readonly uncounted?: number
  /** What the session does not show if this source is not there; left out if not known. */
  readonly hides?: string
  /** What would make it work, where it does not. */
  readonly hint?: string
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
  /** What `totals.masked` is made of, most drops first. */
  readonly maskedBy: readonly MaskedDrops[]
  readonly findings: readonly Finding[]
  /** What was lost before it came here, or after. */
  readonly elsewhere: Elsewhere
  readonly ledger: readonly LedgerRow[]
  readonly health: readonly HealthRow[]
  /** Bins of `Finding.timeline`, from the start of the session on. */
  readonly timeline: { readonly binMs: number; readonly bins: number }
  readonly ruledOut: readonly RuledOut[]
  /** How far a second drop source that recorded beside the first agrees; left out if there was none. */
  readonly agreement?: Agreement
}
