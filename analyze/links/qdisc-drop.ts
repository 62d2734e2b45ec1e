/** Which queueing discipline refused it? Shared by all qdisc causes. */
import { defineCause, type Case, type Cause, type Context, type CounterRef } from '../cause.js'
import { counterEvidence, plural } from '../attribution/evidence.js'
import type { Evidence, Remedy } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { localSendCounters } from '../sockets/local-send.js'
import { optionsText, qdiscOptions } from './qdisc-options-text.js'
import { quote } from '../attribution/query.js'
import { noReason } from '../attribution/reason-cause.js'
import type { Row } from '../../session/tables.js'

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

/** What queue management throws away when it takes packets out has no reason before 6.18. */
const dequeueSites = [
  'drop_func',
  'codel_qdisc_dequeue',
  '__codel_qdisc_dequeue',
  'fq_codel_dequeue',
  '__fq_codel_dequeue',
  'cake_dequeue',
]

export const isQdiscDrop = (group: DropGroup): boolean =>
  reasons.includes(group.reason) ||
  (noReason.includes(group.reason) && dequeueSites.includes(group.site))

export interface DroppingQdisc {
  readonly qdisc: Row<'qdisc'>
  readonly counter: string
  readonly delta: number
}

type Qdiscs = Pick<Context<'counters' | 'host'>, 'counters' | 'host' | 'names'>

/**
 * The way through the tree that the group's packets took to their drop: the qdisc that refused them, then
 * its parents, as far as their drop counters rose. Empty if no qdisc of the device counted a drop.
 */
export function droppingQdiscs(group: DropGroup, context: Qdiscs): readonly DroppingQdisc[] {
  let path = paths.get(group)
  if (path === undefined) paths.set(group, (path = pathOf(group, context)))
  return path
}

/** A dozen causes ask about the same groups one after the other. */
const paths = new WeakMap<DropGroup, readonly DroppingQdisc[]>()

function pathOf(group: DropGroup, context: Qdiscs): readonly DroppingQdisc[] {
  const rose = risenQdiscs(group, context)
  const leaves = rose.filter((q) => !rose.some((other) => isParent(q.qdisc, other.qdisc)))
  const leaf = leafOf(group, leaves)
  if (leaf === undefined) return []
  const path = [leaf]
  for (let at = leaf; path.length <= rose.length;) {
    const parent = rose.find((q) => isParent(q.qdisc, at.qdisc))
    if (parent === undefined) break
    path.push(parent)
    at = parent
  }
  return path
}

function risenQdiscs(group: DropGroup, { counters, host, names }: Qdiscs): DroppingQdisc[] {
  const device = names.interface(group.netns, group.ifindex, group.fromNs)
  return host.qdiscsOf(group.netns, group.ifindex).flatMap((qdisc): DroppingQdisc[] => {
    // keep in sync with capture/counter-sources/qdisc.ts: qdiscs without a handle are named by their parent
    const nameless = qdisc.handle === '0:' && qdisc.parent !== 'root'
    const counter = `qdisc:${device}/${qdisc.handle}${nameless ? ` parent ${qdisc.parent}` : ''}.drops`
    const delta = counters.delta(group.netns, counter) ?? 0
    return delta > 0 && !classifiersOnly.includes(qdisc.kind) ? [{ qdisc, counter, delta }] : []
  })
}

/** They hold filters and no packets: what these drop has reasons of its own. */
const classifiersOnly: readonly string[] = ['ingress', 'clsact']

const isParent = (parent: Row<'qdisc'>, child: Row<'qdisc'>): boolean =>
  child.parent !== 'root' && parent.handle === `${child.parent.split(':')[0] ?? ''}:`

/** Where several leaves of a device dropped, the packet does not tell which: the counts do, mostly. */
function leafOf(group: DropGroup, leaves: readonly DroppingQdisc[]): DroppingQdisc | undefined {
  if (leaves.length <= 1) return leaves[0]
  const same = leaves.filter((q) => q.delta === group.drops)
  if (same.length === 1) return same[0]
  const largestFirst = [...leaves].sort((a, b) => b.delta - a.delta)
  return largestFirst.findLast((q) => q.delta >= group.drops) ?? largestFirst[0]
}

/**
 * The qdisc to name: the one that refused, but for the nameless fifo that a shaper makes for itself, which
 * nobody configured and whose limit is the shaper's.
 */
export function refusingQdisc(group: DropGroup, context: Qdiscs): DroppingQdisc | undefined {
  const [leaf, parent] = droppingQdiscs(group, context)
  if (leaf === undefined) return replacedQdisc(group, context)
  const isShapersOwn =
    leaf.qdisc.handle === '0:' && ['tbf', 'htb'].includes(parent?.qdisc.kind ?? '')
  return isShapersOwn ? parent : leaf
}

/**
 * The only qdisc of the device that may have refused it and went before its counter was read again: there at the start, replaced
 * or removed at the end.
 */
function replacedQdisc(group: DropGroup, context: Qdiscs): DroppingQdisc | undefined {
  const { host, names } = context
  const goneFrom = host
    .qdiscsOf(group.netns, group.ifindex)
    .filter((q) => host.isQdiscReplaced(q) && q.handle !== '0:' && mayRefuse(q))
  const leaves = goneFrom.filter((q) => !goneFrom.some((other) => isParent(q, other)))
  const [qdisc] = leaves
  if (qdisc === undefined || leaves.length > 1) return undefined
  const device = names.interface(group.netns, group.ifindex, group.fromNs)
  return { qdisc, counter: `qdisc:${device}/${qdisc.handle}.drops`, delta: 0 }
}

const mayRefuse = ({ kind }: Row<'qdisc'>): boolean =>
  kind !== 'noqueue' && !classifiersOnly.includes(kind)

const parentKind = (host: Host, group: DropGroup, qdisc: Row<'qdisc'>): string =>
  host.qdiscsOf(group.netns, group.ifindex).find((q) => isParent(q, qdisc))?.kind ?? ''

export function kindsOf(
  group: DropGroup,
  context: Qdiscs,
): { readonly kind: string; readonly parent: string } | undefined {
  const refused = refusingQdisc(group, context)
  if (refused === undefined) return undefined
  return { kind: refused.qdisc.kind, parent: parentKind(context.host, group, refused.qdisc) }
}

/** Every level of the tree counts the packet, and for a local UDP sender that is told IP and UDP do so again. */
export function qdiscCounters(group: DropGroup, context: Qdiscs): CounterRef[] {
  const levels = droppingQdiscs(group, context)
  const device = context.names.interface(group.netns, group.ifindex, group.fromNs)
  const classes = levels.map((l) => `class:${device}/${l.qdisc.parent}.drops`)
  const names = [
    ...levels.map((l) => l.counter),
    ...classes.filter((name) => (context.counters.delta(group.netns, name) ?? 0) > 0),
    ...partsOf(levels[0], group, context),
    ...(isSenderTold(group, context) ? localSendCounters(group) : []),
  ]
  return names.map((name) => ({ netns: group.netns, name }))
}

/** Numbers in which a kind tells its drops by reason. */
const partialCounter =
  /\.\w+_(drop_over\w+|flows_plimit|horizon_drops|band\d_drops|early|pdrop|other)$/

/** The one of them that holds all drops of the qdisc; where several do in part, the packet does not tell which. */
function partsOf(
  refused: DroppingQdisc | undefined,
  group: DropGroup,
  { counters }: Qdiscs,
): readonly string[] {
  if (refused === undefined) return []
  const prefix = refused.counter.replace(/drops$/, '')
  return counters.all
    .filter((c) => c.netns === group.netns && c.delta === refused.delta)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix) && partialCounter.test(name))
}

/**
 * They return NET_XMIT_SUCCESS or NET_XMIT_CN for what they throw away from the head of a queue, to signal congestion, or because
 * no class takes it: no error to the sender. (Measured on 6.1.)
 */
const quietKinds = ['fq_codel', 'cake', 'sfq', 'red', 'gred', 'sfb', 'choke', 'drr', 'hfsc', 'qfq']

function isSenderTold(group: DropGroup, context: Qdiscs): boolean {
  const qdisc = refusingQdisc(group, context)?.qdisc
  if (dequeueSites.includes(group.site) || quietKinds.includes(qdisc?.kind ?? '')) return false
  return qdisc?.kind !== 'netem' || !losesByChance(qdisc)
}

/** netem that is told to lose packets tells nobody; only for what its queue has no room for it does. */
export function losesByChance(netem: Row<'qdisc'>): boolean {
  const { lossPercent, lossModel } = qdiscOptions(netem)
  return lossPercent !== 0 || lossModel !== undefined
}

const whyQdisc = ({ reason, site }: DropGroup): string =>
  reasons.includes(reason)
    ? `the kernel's reason is ${reason}`
    : `the kernel frees packets at ${site} for this only`

interface QdiscCause {
  readonly name: string
  readonly what: string
  readonly is: (kind: string, parent: string, group: DropGroup) => boolean
  readonly remedy: (device: string, qdisc: Row<'qdisc'>) => Remedy
  /** A sentence and a remedy of their own for what the packets and the options tell; undefined for the usual ones. */
  readonly special?: (found: Case, device: string, qdisc: Row<'qdisc'>) => SpecialCase | undefined
}

export interface SpecialCase {
  readonly title: string
  readonly remedy: Remedy
}

export function qdiscCause(definition: QdiscCause): Cause {
  const { name, what, is } = definition
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
      return refused.delta > 0
        ? {
            confidence: 'certain',
            why: `${whyQdisc(group)}, and ${refused.counter} rose`,
            subject: refused.counter,
          }
        : {
            confidence: 'likely',
            why: `${whyQdisc(group)}; ${refused.qdisc.kind} ${refused.qdisc.handle} was there at the start and was replaced before its counter was read again, and no other qdisc of the device counted a drop`,
            subject: refused.counter,
          }
    },
    moves: qdiscCounters,
    explain: (found, context) => explainQdisc(found, context, definition),
  })
}

function explainQdisc(found: Case, context: Qdiscs, { remedy, special }: QdiscCause) {
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
  const told = special?.(found, device, qdisc)
  return {
    title:
      told?.title ??
      `${plural(found.drops, 'packet')} dropped by ${qdisc.kind} ${qdisc.handle} on ${device} before transmission`,
    evidence: [...levelEvidence(found, group, context), optionsEvidence(qdisc)],
    remedy: [told?.remedy ?? remedy(device, qdisc)],
  }
}

const levelEvidence = (found: Case, group: DropGroup | undefined, context: Qdiscs): Evidence[] =>
  group === undefined
    ? []
    : droppingQdiscs(group, context).flatMap((level) =>
        counterEvidence(context.counters, { netns: found.netns, name: level.counter }),
      )

const optionsEvidence = (qdisc: Row<'qdisc'>): Evidence => ({
  label: `options of ${qdisc.kind} ${qdisc.handle} (parent ${qdisc.parent})`,
  value: optionsText(qdisc),
  query: `SELECT kind, parent, options FROM qdisc WHERE netns = ${qdisc.netns} AND ifindex = ${qdisc.ifindex} AND handle = ${quote(qdisc.handle)}`,
})

/** Where a qdisc hangs, as arguments of tc: 'root', 'parent 1:10'. */
export const placeOf = ({ parent }: Row<'qdisc'>): string =>
  parent === 'root' ? parent : `parent ${parent}`
