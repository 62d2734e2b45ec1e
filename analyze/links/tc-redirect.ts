/** A tc filter whose action sends packets to another device (mirred redirect) frees them as a drop where that is down. */
import type { Case, Context } from '../cause.js'
import type { CounterFact } from '../artifacts/counters.js'
import { counterEvidence } from '../attribution/evidence.js'
import type { Evidence } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { hasCarrier, isUp } from './link-state.js'
import { noReason } from '../attribution/reason-cause.js'

export const isTcFilterDrop = (group: DropGroup): boolean =>
  ['TC_INGRESS', 'TC_EGRESS'].includes(group.reason) ||
  (noReason.includes(group.reason) &&
    ['sch_handle_ingress', 'sch_handle_egress'].includes(group.site))

/** Redirects that failed, to devices that were down while recording. Mirrors are not among them: only a copy is lost. */
const redirectCounter = /^action:redirect-\d+\.overlimits$/

export interface FailedRedirect {
  readonly counter: CounterFact
  /** Name of the device it sends to. */
  readonly target: string
}

type Seen = Context<never, 'counters' | 'host'>

/** The redirect that dropped the group: the only one that failed as often, or one of several; undefined if none did. */
export function failedRedirect(group: DropGroup, context: Seen): FailedRedirect | undefined {
  if (!isTcFilterDrop(group)) return undefined
  const { counters, host, names, groups } = context
  const failed = (counters?.moved ?? []).filter(
    (c) =>
      c.netns === group.netns && redirectCounter.test(c.name) && c.delta > 0 && wasDown(c, host),
  )
  const [first] = failed
  if (first === undefined) return undefined
  const sameKind = groups.filter((g) => g.netns === group.netns && isTcFilterDrop(g))
  const all = sum(sameKind.map((g) => g.drops))
  const redirected = sum(failed.map((c) => c.delta))
  const exact = failed.find((c) => c.delta === group.drops) ?? failed.find((c) => c.delta === all)
  // where filters of other kinds drop as well, only the numbers tell which packets were redirected
  const counter = exact ?? (redirected >= all ? first : undefined)
  if (counter === undefined) return undefined
  return { counter, target: names.interface(counter.netns, counter.ifindex ?? 0, group.fromNs) }
}

function wasDown({ netns, ifindex }: CounterFact, host: Host | undefined): boolean {
  const history = ifindex === null ? [] : (host?.historyOf(netns, ifindex) ?? [])
  return history.length === 0 || history.some((row) => !isUp(row) || !hasCarrier(row))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

/** Actions that drop (gact, police, bpf) count it themselves, beside the qdisc; a program of tcx has no action. */
export const actionDrops = (
  group: DropGroup,
  counters: Context<never, 'counters'>['counters'],
): readonly string[] =>
  droppingActions(group.netns, counters).length > 0 ? ['action:*.dropped'] : []

const droppingActions = (netns: number | null, counters: Context<never, 'counters'>['counters']) =>
  (counters?.moved ?? []).filter(
    (c) => c.netns === netns && /^action:.*\.dropped$/.test(c.name) && c.delta > 0,
  )

/** What the actions of the namespace say that they dropped: of which filter each is, they do not tell. */
export const dropsOfActions = (
  { netns }: Case,
  counters: Context<never, 'counters'>['counters'],
): Evidence[] =>
  droppingActions(netns, counters)
    .slice(0, 5)
    .flatMap(({ name }) => counterEvidence(counters, { netns, name }))
