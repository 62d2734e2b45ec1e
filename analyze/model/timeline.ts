import { lateMsOfEvent } from '../../session/gap-event.js'
import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import type { Analysis } from '../analyze.js'
import { binned } from '../attribution/explain.js'
import { counterMeaning } from '../kernel/counters.js'
import type { CounterSeries, Timeline } from './report-model.js'
import type { Traffic } from '../artifacts/traffic.js'

const maxCounters = 40

export async function timelineOf(reader: SessionReader, analysis: Analysis): Promise<Timeline> {
  const { attached, binNs, bins, groups, findings } = analysis
  const claimed = new Set(analysis.settled.map((s) => s.group.id))
  const events = await reader.rows('event', { orderBy: ['at_ns'] })
  const counters = movedCounters(analysis)
  const durationMs = (bins * binNs) / 1e6
  return {
    binMs: binNs / 1e6,
    bins,
    watched: {
      fromMs: Math.max(0, attached.fromNs / 1e6),
      toMs: Math.min(durationMs, attached.toNs / 1e6),
    },
    unexplained: binned(
      groups.filter((g) => !g.masked && !claimed.has(g.id)),
      binNs,
      bins,
    ),
    masked: binned(
      groups.filter((g) => g.masked),
      binNs,
      bins,
    ),
    traffic:
      analysis.recorded.traffic === undefined
        ? null
        : trafficOf(analysis.recorded.traffic, binNs, bins),
    counters: counters.slice(0, maxCounters),
    moreCounters: Math.max(0, counters.length - maxCounters),
    spans: [...gapsOf(events, durationMs), ...cutOff(findings.session.closed, durationMs)],
    marks: events.flatMap((e) =>
      e.kind === 'gap' ? [] : [{ atMs: e.at_ns / 1e6, kind: e.kind, text: e.text }],
    ),
  }
}

/** A gap lasts from when a round was due until it came. */
const gapsOf = (
  events: readonly Row<'event'>[],
  durationMs: number,
): readonly Timeline['spans'][number][] =>
  events
    .filter(({ kind }) => kind === 'gap')
    .map(({ at_ns, text }) => {
      const cameMs = at_ns / 1e6
      return {
        fromMs: Math.max(0, cameMs - (lateMsOfEvent(text) ?? 0)),
        toMs: Math.min(durationMs, cameMs),
        kind: 'gap',
        text,
      }
    })

/** The writer commits twice a second: up to the last second is missing. */
const cutOff = (closed: boolean, durationMs: number): readonly Timeline['spans'][number][] =>
  closed
    ? []
    : [
        {
          fromMs: Math.max(0, durationMs - 1000),
          toMs: durationMs,
          kind: 'cut-off',
          text: 'The recording was cut off here.',
        },
      ]

/** Counters that can mean loss first, then by how much they moved. */
function movedCounters({ recorded, binNs, bins }: Analysis): CounterSeries[] {
  const order = { always: 0, sometimes: 1, unknown: 2, never: 3 }
  return (recorded.counters?.moved ?? [])
    .filter((c) => c.delta > 0 && !c.gauge)
    .map((c) => ({ fact: c, isDrop: counterMeaning(c.name).isDrop }))
    .filter(({ isDrop }) => isDrop === 'always' || isDrop === 'sometimes')
    .sort(
      (a, b) =>
        order[a.isDrop] - order[b.isDrop] ||
        b.fact.delta - a.fact.delta ||
        (a.fact.name < b.fact.name ? -1 : 1),
    )
    .map(({ fact, isDrop }) => ({
      name: fact.name,
      scope: recorded.host?.netnsName(fact.netns) ?? '',
      isDrop,
      delta: fact.delta,
      increase: binned([{ buckets: fact.steps }], binNs, bins),
    }))
}

/** Packets by second, spread over the bins that each covers. */
function trafficOf(
  { seconds }: Traffic,
  binNs: number,
  bins: number,
): { packets: number[]; bytes: number[] } {
  const packets = new Array<number>(bins).fill(0)
  const bytes = new Array<number>(bins).fill(0)
  for (const second of seconds) {
    spread(packets, second.atNs, second.packets, binNs)
    spread(bytes, second.atNs, second.bytes, binNs)
  }
  return { packets, bytes }
}

const secondNs = 1e9

/** A second's sum, evenly over the bins it covers; whole numbers, nothing lost. */
function spread(into: number[], atNs: number, amount: number, binNs: number): void {
  const first = Math.max(0, Math.floor(atNs / binNs))
  const last = Math.min(into.length - 1, Math.max(first, Math.ceil((atNs + secondNs) / binNs) - 1))
  let left = amount
  for (let bin = first; bin <= last; bin++) {
    const share = Math.round(left / (last - bin + 1))
    into[bin] = (into[bin] ?? 0) + share
    left -= share
  }
}
