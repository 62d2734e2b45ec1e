import { addressNumber } from './unsigned-field.js'

/**
 * A `hist` trigger on kfree_skb counts every drop in the kernel, whatever the filter leaves out of the buffer
 * (CONFIG_HIST_TRIGGERS: the kernels of Debian, Fedora, RHEL, SUSE and Ubuntu have it).
 */
export interface HistogramCount {
  /** As addressReader reads it. */
  readonly location: number
  /** -1 where the kernel has no reasons. */
  readonly reason: number
  readonly protocol: number
  readonly drops: number
}

export interface DropHistogram {
  readonly counts: readonly HistogramCount[]
  /** Drops that found no room in the table: in no count. */
  readonly dropped: number
}

/** Entries are never freed: a busy host has some hundred keys. A power of 2. */
const tableEntries = 8192

/** Command for the event's `trigger` file; `!` before it takes the trigger off again. */
export const histogramTrigger = (keyFields: readonly string[]): string =>
  `hist:keys=${keyFields.join(',')}:size=${tableEntries}`

/** Parses the event's `hist` file: `{ location: 1844…, reason: 3, protocol: 2048 } hitcount: 7`, then totals. */
export function parseDropHistogram(text: string): DropHistogram {
  const counts: HistogramCount[] = []
  for (const [, keys = '', drops] of text.matchAll(
    /^\{([^{}\n]{1,200})\}\s*hitcount:\s*(\d{1,15})\s*$/gm,
  )) {
    const values = new Map<string, string>()
    for (const [, name = '', value = ''] of keys.matchAll(/(\w+):\s*(\d{1,20})/g))
      values.set(name, value)
    const location = values.get('location')
    if (location === undefined) continue
    counts.push({
      location: addressNumber(BigInt(location)),
      reason: Number(values.get('reason') ?? -1),
      protocol: Number(values.get('protocol') ?? 0),
      drops: Number(drops),
    })
  }
  const [, dropped] = /^\s*Dropped:\s*(\d{1,15})\s*$/m.exec(text) ?? []
  return { counts, dropped: Number(dropped ?? 0) }
}
