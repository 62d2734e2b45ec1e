/** The public result of `watch --json`: one object per alert interval, one a line. Documented in docs/watch.md. */
import { ipProtocolName } from '../../session/packet/numbers.js'
import type { Severity } from '../../analyze/finding.js'
import type { CausesKnown } from './causes-known.js'
import type { Counted, DropSnapshot } from './drop-snapshot.js'
import { placeCounts } from './place-counts.js'

/** An alert stays of a size that a program can handle at any rate of drops. */
const maxPlaces = 100
const maxFlows = 20

export interface Alert {
  readonly schema: 'dropcorr/alert@1'
  /** When the interval ended, ISO 8601. */
  readonly at: string
  readonly elapsedMs: number
  /** As measured. */
  readonly intervalMs: number
  /** In this interval, without masked ones. */
  readonly drops: number
  readonly masked: number
  /** Since the watch began. */
  readonly totals: { readonly drops: number; readonly masked: number }
  /** Where packets were dropped in this interval, most drops first. */
  readonly places: readonly AlertPlace[]
  /** Places beyond those listed, and their drops in this interval. */
  readonly more: { readonly places: number; readonly drops: number }
  /** The flows that lost most in this interval. */
  readonly flows: readonly AlertFlow[]
  /** Drops in this interval of flows beyond those listed, or whose flow is not told. */
  readonly otherFlows: { readonly drops: number }
  readonly masks: readonly AlertMask[]
  /** What the user should know: a source failed, details were lost. */
  readonly warnings: readonly string[]
}

export interface AlertPlace {
  /** null = not analysed yet, or not known. */
  readonly cause: string | null
  readonly severity: Severity | null
  readonly site: string
  readonly reason: string
  readonly trap: string
  readonly netns: string
  readonly interface: string
  /** In this interval. */
  readonly drops: number
  readonly perSecond: number
  /** Since the watch began. */
  readonly total: number
}

export interface AlertFlow {
  readonly proto: string
  readonly src: string
  readonly sport: number
  readonly dst: string
  readonly dport: number
  readonly cause: string | null
  readonly drops: number
  readonly total: number
}

export interface AlertMask {
  readonly mask: string
  readonly active: boolean
  readonly drops: number
  readonly total: number
}

export function alertOf(
  snapshot: DropSnapshot,
  causes: CausesKnown,
  at: Date,
  warnings: readonly string[],
): Alert {
  const { elapsedMs, intervalMs, drops, masked } = snapshot
  const places = busiest(placeCounts(snapshot.keys, causes))
  const beyond = places.slice(maxPlaces)
  const flows = busiest(snapshot.flows)
  return {
    schema: 'dropcorr/alert@1',
    at: at.toISOString(),
    elapsedMs: Math.round(elapsedMs),
    intervalMs: Math.round(intervalMs),
    drops: drops.latest,
    masked: masked.latest,
    totals: { drops: drops.total, masked: masked.total },
    places: places.slice(0, maxPlaces).map(({ known, place, latest, total }) => ({
      cause: known?.cause ?? null,
      severity: known?.severity ?? null,
      site: place.site,
      reason: place.reason,
      trap: place.trap,
      netns: place.netns,
      interface: place.iface,
      drops: latest,
      perSecond: intervalMs > 0 ? Math.round((latest * 1e6) / intervalMs) / 1000 : 0,
      total,
    })),
    more: {
      places: beyond.length,
      drops: latestOf(beyond),
    },
    flows: flows
      .slice(0, maxFlows)
      .map(({ key, place, proto, src, sport, dst, dport, latest, total }) => ({
        proto: proto === 0 ? '' : ipProtocolName(proto),
        src,
        sport,
        dst,
        dport,
        cause: causes.of(key, place)?.cause ?? null,
        drops: latest,
        total,
      })),
    otherFlows: { drops: snapshot.otherFlows.latest + latestOf(flows.slice(maxFlows)) },
    masks: snapshot.masks.map(({ mask, active, latest, total }) => ({
      mask,
      active,
      drops: latest,
      total,
    })),
    warnings,
  }
}

const latestOf = (counts: readonly Pick<Counted, 'latest'>[]): number =>
  counts.reduce((sum, { latest }) => sum + latest, 0)

const busiest = <C extends Pick<Counted, 'latest' | 'total'>>(counts: readonly C[]): readonly C[] =>
  counts.filter(({ latest }) => latest > 0).sort((a, b) => b.latest - a.latest || b.total - a.total)
