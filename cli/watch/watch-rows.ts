/** The table of each view: what was counted, by cause, site, reason, interface, flow or mask. */
import type { Severity } from '../../analyze/finding.js'
import { ipProtocolName } from '../../session/packet/numbers.js'
import type { CausesKnown } from './causes-known.js'
import type { Counted, DropSnapshot, KeyCount } from './drop-snapshot.js'

export const views = ['cause', 'site', 'reason', 'interface', 'flow', 'masks'] as const
export type View = (typeof views)[number]

export interface WatchRow {
  /** The same in each snapshot. */
  readonly id: string
  readonly name: string
  /** What goes with it: the reasons of a site, the sites of a reason. */
  readonly detail: string
  readonly severity: Severity | undefined
  readonly total: number
  readonly perSecond: number
  readonly history: readonly number[]
  /** Keys of its drops, for masks. */
  readonly keys: readonly KeyCount[]
}

/** A cause that the analysis has not named yet. */
export const notAnalysed = '…'

export function watchRows(
  view: View,
  snapshot: DropSnapshot,
  causes: CausesKnown,
): readonly WatchRow[] {
  switch (view) {
    case 'cause':
      return grouped(snapshot, ({ key, place }) => {
        const known = causes.of(key, place)
        return {
          name: known?.cause ?? notAnalysed,
          detail: place.reason,
          severity: known?.severity,
        }
      })
    case 'site':
      return grouped(snapshot, ({ place }) => ({
        name: place.site || place.trap || 'unknown site',
        detail: place.reason,
      }))
    case 'reason':
      return grouped(snapshot, ({ place }) => ({
        name: place.reason || place.trap || 'no reason told',
        detail: place.site,
      }))
    case 'interface':
      return grouped(snapshot, ({ place: { netns, iface, reason } }) => ({
        name: `${netns === '' ? '' : `${netns}/`}${iface || 'none'}`,
        detail: reason,
      }))
    case 'flow':
      return flowRows(snapshot, causes)
    case 'masks':
      return snapshot.masks.map((mask) => ({
        id: mask.mask,
        name: mask.mask,
        detail: mask.active ? 'on' : 'off',
        severity: undefined,
        keys: [],
        ...rates(mask, snapshot),
      }))
  }
}

interface Group {
  readonly name: string
  readonly detail: string
  readonly severity?: Severity | undefined
}

function grouped(snapshot: DropSnapshot, groupOf: (key: KeyCount) => Group): readonly WatchRow[] {
  const groups = new Map<string, { readonly group: Group; readonly keys: KeyCount[] }>()
  for (const key of snapshot.keys) {
    const group = groupOf(key)
    const known = groups.get(group.name)
    if (known === undefined) groups.set(group.name, { group, keys: [key] })
    else known.keys.push(key)
  }
  return [...groups].map(([id, { group, keys }]) => ({
    id,
    name: group.name,
    detail: details(keys, (key) => groupOf(key).detail),
    severity: group.severity,
    keys,
    ...rates(sumOf(keys), snapshot),
  }))
}

function flowRows(snapshot: DropSnapshot, causes: CausesKnown): readonly WatchRow[] {
  const rows = snapshot.flows.map((flow): WatchRow => {
    const known = causes.of(flow.key, flow.place)
    const ports = flow.sport !== 0 || flow.dport !== 0
    const from = flow.src === '' ? 'not IP' : endpoint(flow.src, flow.sport, ports)
    const to = flow.dst === '' ? '' : ` → ${endpoint(flow.dst, flow.dport, ports)}`
    const proto = flow.proto === 0 ? '' : `${ipProtocolName(flow.proto)} `
    return {
      id: String(flow.flow),
      name: `${proto}${from}${to}`,
      detail: known?.cause ?? flow.place.reason,
      severity: known?.severity,
      keys: [],
      ...rates(flow, snapshot),
    }
  })
  if (snapshot.otherFlows.total === 0) return rows
  const others = {
    id: 'others',
    name: 'others',
    detail: 'flows with fewer drops, or not told',
    keys: [],
  }
  return [...rows, { ...others, severity: undefined, ...rates(snapshot.otherFlows, snapshot) }]
}

const endpoint = (address: string, port: number, ports: boolean): string =>
  !ports ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** The most frequent first. */
function details(keys: readonly KeyCount[], detailOf: (key: KeyCount) => string): string {
  const drops = new Map<string, number>()
  for (const key of keys) drops.set(detailOf(key), (drops.get(detailOf(key)) ?? 0) + key.total)
  const names = [...drops].sort((a, b) => b[1] - a[1]).map(([name]) => name)
  return names.filter((name) => name !== '').join(', ')
}

function sumOf(parts: readonly Counted[]): Counted {
  const length = parts.reduce((longest, { history }) => Math.max(longest, history.length), 0)
  const history = new Array<number>(length).fill(0)
  let total = 0
  for (const part of parts) {
    total += part.total
    const offset = length - part.history.length
    part.history.forEach((drops, i) => (history[offset + i] = (history[offset + i] ?? 0) + drops))
  }
  return { total, history, latest: history.at(-1) ?? 0 }
}

const rates = (
  { total, latest, history }: Counted,
  { intervalMs }: DropSnapshot,
): Pick<WatchRow, 'total' | 'perSecond' | 'history'> => ({
  total,
  perSecond: intervalMs > 0 ? (latest * 1000) / intervalMs : 0,
  history,
})
