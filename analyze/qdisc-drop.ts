/** Which queueing discipline refused it? Shared by all qdisc causes. */
import { defineCause, type Case, type Cause, type Context, type CounterRef } from './cause.js'
import type { Counters } from './counters.js'
import { counterEvidence, plural } from './evidence.js'
import type { Evidence, Remedy } from './finding.js'
import type { DropGroup } from './group.js'
import type { Host } from './host.js'
import { isIpv6, isLocallySent, isUdp } from './packet-facts.js'
import { quote } from './query.js'
import type { Row } from '../session/tables.js'

/** Reasons a qdisc gives: one for all before 6.18, then one by kind of refusal. */
const reasons = [
  'QDISC_DROP',
  'QDISC_OVERLIMIT',
  'QDISC_CONGESTED',
  'FQ_BAND_LIMIT',
  'FQ_HORIZON_LIMIT',
  'FQ_FLOW_LIMIT',
  'CAKE_FLOOD',
  'DUALPI2_STEP_DROP',
]

export const isQdiscDrop = (group: DropGroup): boolean => reasons.includes(group.reason)

export interface DroppingQdisc {
  readonly qdisc: Row<'qdisc'>
  readonly counter: string
  readonly delta: number
}

type Qdiscs = Pick<Context<'counters' | 'host'>, 'counters' | 'host' | 'names'>

/** Qdiscs of the group's device whose drop counters rose, the leaf before its parents. */
export function droppingQdiscs(
  group: DropGroup,
  { counters, host, names }: Qdiscs,
): DroppingQdisc[] {
  const device = names.interface(group.netns, group.ifindex, group.fromNs)
  const found = host.qdiscsOf(group.netns, group.ifindex).flatMap((qdisc): DroppingQdisc[] => {
    const counter = `qdisc:${device}/${qdisc.handle}.drops`
    const delta = counters.delta(group.netns, counter) ?? 0
    return delta > 0 ? [{ qdisc, counter, delta }] : []
  })
  return found.sort((a, b) => depth(b.qdisc) - depth(a.qdisc) || b.delta - a.delta)
}

const depth = (qdisc: Row<'qdisc'>): number => (qdisc.parent === 'root' ? 0 : 1)

/** A leaf under a classful qdisc is its own kind, unless it is the default fifo that htb puts there. */
export function refusingQdisc(group: DropGroup, context: Qdiscs): DroppingQdisc | undefined {
  return droppingQdiscs(group, context)[0]
}

const parentKind = (host: Host, group: DropGroup, qdisc: Row<'qdisc'>): string => {
  const major = `${qdisc.parent.split(':')[0] ?? ''}:`
  return host.qdiscsOf(group.netns, group.ifindex).find((q) => q.handle === major)?.kind ?? ''
}

export function kindsOf(
  group: DropGroup,
  context: Qdiscs,
): { readonly kind: string; readonly parent: string } | undefined {
  const refused = refusingQdisc(group, context)
  if (refused === undefined) return undefined
  return { kind: refused.qdisc.kind, parent: parentKind(context.host, group, refused.qdisc) }
}

/**
 * Every level of the tree counts the packet, and for a local UDP sender IP and UDP do so again. netem's loss
 * is told to nobody: the sender believes it was sent.
 */
export function qdiscCounters(group: DropGroup, context: Qdiscs): CounterRef[] {
  const levels = droppingQdiscs(group, context)
  const names = levels.map((l) => l.counter)
  const toldNobody = levels[0]?.qdisc.kind === 'netem'
  if (!toldNobody && isLocallySent(group) && isUdp(group)) {
    names.push(
      ...(isIpv6(group)
        ? ['snmp6:Ip6OutDiscards', 'snmp6:Udp6SndbufErrors']
        : ['snmp:Ip.OutDiscards', 'snmp:Udp.SndbufErrors']),
    )
  } else if (
    !toldNobody &&
    isLocallySent(group) &&
    group.flow !== undefined &&
    group.flow.proto !== 6
  ) {
    names.push(isIpv6(group) ? 'snmp6:Ip6OutDiscards' : 'snmp:Ip.OutDiscards')
  }
  return names.map((name) => ({ netns: group.netns, name }))
}

interface QdiscCause {
  readonly name: string
  readonly what: string
  readonly is: (kind: string, parent: string, group: DropGroup) => boolean
  readonly remedy: (device: string, qdisc: Row<'qdisc'>) => Remedy
}

export function qdiscCause({ name, what, is, remedy }: QdiscCause): Cause {
  return defineCause({
    name,
    kind: 'problem',
    what,
    needs: ['counters', 'host'],
    claim(group, context) {
      if (!isQdiscDrop(group)) return undefined
      const kinds = kindsOf(group, context)
      const refused = refusingQdisc(group, context)
      if (kinds === undefined || refused === undefined || !is(kinds.kind, kinds.parent, group))
        return undefined
      return {
        confidence: 'certain',
        why: `the kernel's reason is ${group.reason}, and ${refused.counter} rose`,
        subject: refused.counter,
      }
    },
    moves: qdiscCounters,
    explain: (found, context) => explainQdisc(found, context, remedy),
  })
}

function explainQdisc(found: Case, context: Qdiscs, remedy: QdiscCause['remedy']) {
  const [group] = found.groups
  const refused = group === undefined ? undefined : refusingQdisc(group, context)
  const device =
    group === undefined ? '' : context.names.interface(group.netns, group.ifindex, group.fromNs)
  if (refused === undefined)
    return {
      title: `${plural(found.drops, 'packet')} refused by a qdisc`,
      evidence: [],
      remedy: [],
    }
  const { qdisc } = refused
  return {
    title: `${plural(found.drops, 'packet')} dropped by ${qdisc.kind} ${qdisc.handle} on ${device} before transmission`,
    evidence: [...levelEvidence(found, group, context), optionsEvidence(qdisc)],
    remedy: [remedy(device, qdisc)],
  }
}

const levelEvidence = (found: Case, group: DropGroup | undefined, context: Qdiscs): Evidence[] =>
  group === undefined
    ? []
    : droppingQdiscs(group, context).flatMap((level) =>
        counterEvidence(context.counters as Counters, { netns: found.netns, name: level.counter }),
      )

const optionsEvidence = (qdisc: Row<'qdisc'>): Evidence => ({
  label: `options of ${qdisc.kind} ${qdisc.handle} (parent ${qdisc.parent})`,
  value: optionsText(qdisc),
  query: `SELECT kind, parent, options FROM qdisc WHERE netns = ${qdisc.netns} AND ifindex = ${qdisc.ifindex} AND handle = ${quote(qdisc.handle)}`,
})

/** `{"limit":1000}` → 'limit 1000' */
export function optionsText(qdisc: Row<'qdisc'>): string {
  const options: unknown = JSON.parse(qdisc.options)
  if (typeof options !== 'object' || options === null) return ''
  return Object.entries(options)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    )
    .join(', ')
}
