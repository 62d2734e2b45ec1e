import { count } from '../attribution/evidence.js'
import type { LedgerRow } from '../finding.js'
import type { Trust } from '../model/trust.js'
import type { ImpactContext } from './impact-context.js'

/** Sources without which a loss here may go unseen. */
const needed =
  /^(bpf|drop-monitor|tracefs|packets|proc-net-dev|proc-net-snmp|softnet-stat|link-statistics|qdisc)$/

/** What keeps us from saying for certain that nothing was lost here; a sentence's part each, none = nothing does. */
export function ownDoubts(
  { traffic, unseen }: ImpactContext,
  ledger: readonly LedgerRow[],
  trust: Trust,
  closed: boolean,
): readonly string[] {
  const rows = trust.health.filter(
    (h) => needed.test(h.source) && (h.source === trust.primarySource || !isDropSource(h.source)),
  )
  const broken = rows.filter((h) => h.lost > 0 || h.status !== 'ok')
  const risen = unexplainedLosses(ledger)
  return [
    ...(trust.primarySource === '' ? ['no drop source recorded', 'drops here would not show'] : []),
    ...broken.map((h) =>
      h.lost > 0 ? `${h.source} lost ${count(h.lost)} records` : `${h.source} is ${h.status}`,
    ),
    ...(trust.lostCounts > 0 ? [`${count(trust.lostCounts)} drops were counted under no key`] : []),
    ...(risen.length > 0
      ? [
          `loss counters rose here that no drop explains: ${risen
            .slice(0, 3)
            .map((r) => r.counter)
            .join(', ')}`,
        ]
      : []),
    ...(closed ? [] : ['the recording was cut off']),
    ...(unseen.length > 0 && broken.length === 0 ? ['not all traffic was captured'] : []),
    ...(traffic.gaps.overflowed > 0 ? ['not all flows were followed'] : []),
  ]
}

const isDropSource = (source: string): boolean =>
  source === 'bpf' || source === 'drop-monitor' || source === 'tracefs'

/**
 * Counters that always mean a loss and rose by more than drop events explain. Not those of raw, packet and other sockets
 * that are given copies: the packets themselves went their way.
 */
export const unexplainedLosses = (ledger: readonly LedgerRow[]): readonly LedgerRow[] =>
  ledger.filter(
    (row) =>
      row.isDrop === 'always' &&
      row.residue > 0 &&
      !/^(raw|raw6|packet|ping|unix|netlink)/.test(row.counter),
  )
