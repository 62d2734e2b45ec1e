import {
  defineCause,
  type ArtifactName,
  type Case,
  type Cause,
  type Context,
  type CounterRef,
  type Explanation,
} from '../cause.js'
import type { Confidence } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'

/** Where the kernel frees such a packet. All that is given must fit. */
export interface Place {
  readonly reasons?: readonly string[]
  /** Plain symbols; several, because compilers inline and tail-call differently. */
  readonly sites?: readonly string[]
  readonly when?: (group: DropGroup, context: ReasonContext) => boolean
  /** 'certain' unless told: the kernel's own reason leaves no other reading. */
  readonly confidence?: Confidence
  readonly why?: string
}

export interface ReasonCauseDefinition {
  readonly name: string
  readonly kind: 'problem' | 'benign' | 'depends'
  readonly what: string
  readonly precedence?: number
  readonly places: readonly Place[]
  /** Finding per subject; one per namespace if left out. */
  readonly subject?: (group: DropGroup, context: ReasonContext) => string
  /** Counters of the group's namespace that each of its drops moves by one. */
  readonly counters?: (group: DropGroup) => readonly string[]
  readonly refs?: (group: DropGroup, context: ReasonContext) => readonly CounterRef[]
  readonly explain: (found: Case, context: ReasonContext) => Explanation
}

/** Such causes look at everything that was recorded, and need nothing but the drops. */
export type ReasonContext = Context<never, ArtifactName>

/** A cause that the kernel's reason, the place and the packet itself tell. */
export function reasonCause(definition: ReasonCauseDefinition): Cause {
  const { name, kind, what, places, subject, counters, refs, explain } = definition
  return defineCause({
    name,
    kind,
    what,
    precedence: definition.precedence ?? 0,
    uses: ['host', 'counters', 'sockets', 'firewall', 'traffic'],
    claim(group, context) {
      const place = places.find((p) => fits(group, p, context))
      if (place === undefined) return undefined
      return {
        confidence: place.confidence ?? 'certain',
        why: place.why ?? whyCertain(group),
        subject: subject?.(group, context) ?? '',
      }
    },
    moves: (group, context) => [
      ...(counters?.(group) ?? []).map((counter) => ({ netns: group.netns, name: counter })),
      ...(refs?.(group, context) ?? []),
    ],
    explain,
  })
}

function fits(group: DropGroup, place: Place, context: ReasonContext): boolean {
  return (
    (place.reasons === undefined || place.reasons.includes(group.reason)) &&
    (place.sites === undefined || place.sites.includes(group.site)) &&
    (place.when === undefined || place.when(group, context))
  )
}

const whyCertain = (group: DropGroup): string =>
  group.reason === '' || group.reason === 'NOT_SPECIFIED'
    ? `the kernel frees packets at ${group.site} for this only`
    : `the kernel's own reason is ${group.reason}`

/** Kernels before 5.17, and many places to this day, give no reason. */
export const noReason: readonly string[] = ['NOT_SPECIFIED', '']
