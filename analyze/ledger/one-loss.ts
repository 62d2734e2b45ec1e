import type { CounterEffect, Finding } from '../finding.js'

/** A packet that several counters counted: one loss, whatever the counters add up to. */
export interface OneLoss {
  readonly finding: Finding
  /** Packets that each of `counters` counted. */
  readonly drops: number
  readonly counters: readonly CounterEffect[]
}

/** Findings whose packets stand in two counters or more, in the order given. */
export const countedTwice = (findings: readonly Finding[]): OneLoss[] =>
  findings.flatMap((finding) => {
    const byDrops = new Map<number, CounterEffect[]>()
    for (const counter of finding.counters) {
      if (counter.explained === 0) continue
      const same = byDrops.get(counter.explained)
      if (same === undefined) byDrops.set(counter.explained, [counter])
      else same.push(counter)
    }
    return [...byDrops].flatMap(([drops, counters]) =>
      counters.length > 1 ? [{ finding, drops, counters }] : [],
    )
  })
