import type { Counters } from './artifacts/counters.js'
import type { Firewall } from './firewall/firewall.js'
import type { Confidence, Evidence, Remedy, Severity, SocketState } from './finding.js'
import type { DropGroup } from './artifacts/group.js'
import type { Host, SocketFact, Sockets } from './artifacts/host.js'
import type { Traffic } from './artifacts/traffic.js'

/** What a session can hold. A cause names those it needs; without one of them it answers 'unknown', never 'clear'. */
export interface Artifacts {
  readonly host: Host
  readonly counters: Counters
  readonly sockets: Sockets
  readonly firewall: Firewall
  readonly traffic: Traffic
}
export type ArtifactName = keyof Artifacts

/**
 * What a cause sees: the artifacts it needs; those it merely uses may be undefined (not recorded).
 */
export type Context<N extends ArtifactName = never, U extends ArtifactName = never> = Pick<
  Artifacts,
  N
> & { readonly [K in U]: Artifacts[K] | undefined } & {
  readonly names: Names
  /** All drops of the session; to look for company, not to claim. */
  readonly groups: readonly DropGroup[]
}

/** Names for sentences; always there, numbers where a name was not recorded. */
export interface Names {
  netns(id: number | null): string
  interface(netns: number | null, ifindex: number, atNs?: number): string
}

export interface Claim {
  readonly confidence: Confidence
  /** What makes it so, or what is missing for more. */
  readonly why: string
  /** Groups of one cause, namespace and subject become one finding: a socket, a rule, a qdisc, a next hop. */
  readonly subject?: string
}

export interface CounterRef {
  readonly netns: number | null
  readonly name: string
}

/** A loss without a drop event, known from counters or traffic alone. */
export interface SilentLoss {
  readonly netns: number | null
  readonly ifindex: number
  readonly subject: string
  readonly drops: number
  readonly fromNs: number
  readonly toNs: number
  /** The counters that show it, each explained by `drops`. */
  readonly counters: readonly CounterRef[]
  readonly confidence: Confidence
  readonly why: string
  /** Pairs of (ns, drops), in time order. */
  readonly buckets: Float64Array
  /** The listener that refused them, where it is known: its unanswered requests may have been captured. */
  readonly listener?: SocketFact
}

/** What the ledger says so far, for losses without events. */
export interface Residues {
  /** Delta minus what claimed drops explain; undefined if the counter was not recorded. */
  residue(netns: number | null, name: string): number | undefined
  /** Drops booked on it so far. */
  explained(netns: number | null, name: string): number
  /** Segments (GRO, GSO) that the drops that explain it were, beyond one each. */
  segmentsBeyondDrops(netns: number | null, name: string): number
}

/** All claimed groups and silent losses of one cause, namespace and subject. */
export interface Case {
  readonly netns: number | null
  readonly subject: string
  /** Where a cause has very many subjects: how many small ones are in this case beside `subject`. */
  readonly otherSubjects: number
  readonly groups: readonly DropGroup[]
  readonly silent: readonly SilentLoss[]
  /** Events and silent losses together. */
  readonly drops: number
  readonly fromNs: number
  readonly toNs: number
  readonly confidence: Confidence
  readonly why: string
}

export interface Explanation {
  /** One sentence with numbers. */
  readonly title: string
  /** Only for causes whose kind is 'depends', or to say that a problem is none here. */
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly confidenceWhy?: string
  readonly evidence: readonly Evidence[]
  readonly against?: readonly Evidence[]
  readonly remedy: readonly Remedy[]
  readonly sockets?: readonly SocketState[]
}

export interface CauseDefinition<N extends ArtifactName, U extends ArtifactName> {
  /** From shared/causes.md; the file has the same name. */
  readonly name: string
  readonly kind: 'problem' | 'benign' | 'depends'
  /** What is true when it is found: a sentence without numbers. */
  readonly what: string
  readonly needs: readonly N[]
  readonly uses: readonly U[]
  /** Does this group belong to this cause? Higher confidence wins, then `precedence`, then the name. */
  claim?(group: DropGroup, context: Context<N, U>): Claim | undefined
  /** Larger wins between equal confidences: a cause that looks closer than another. 0 by default. */
  readonly precedence?: number
  /** The counters that each drop of a claimed group moves by one. */
  moves?(group: DropGroup, context: Context<N, U>): readonly CounterRef[]
  silent?(context: Context<N, U>, residues: Residues): readonly SilentLoss[]
  explain(found: Case, context: Context<N, U>): Explanation
}

/** A cause as the engine sees it: the artifacts are checked before anything is called. */
export type Cause = CauseDefinition<ArtifactName, never>

/**
 * Checks the shape at compile time and forgets the artifact types: `analyze.ts` calls a cause only with
 * the artifacts it declared.
 */
export function defineCause<
  const N extends ArtifactName = never,
  const U extends ArtifactName = never,
>(
  definition: Omit<CauseDefinition<N, U>, 'needs' | 'uses'> & {
    readonly needs?: readonly N[]
    readonly uses?: readonly U[]
  },
): Cause {
  return { needs: [], uses: [], ...definition } as unknown as Cause
}
