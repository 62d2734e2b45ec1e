/** Which mask took how many drops: those of the recording, which could change while it ran, and those of the report. */
import { masksOfEvent } from '../../session/mask-event.js'
import type { SessionReader } from '../../session/reader.js'
import type { Names } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import { maskFromText, maskOfGroup, maskText, type MaskOfReport } from './report-mask.js'

export interface MaskedDrops {
  /** As on the command line: 'reason=QDISC_DROP', 'cause=arp-noise', 'benign'. */
  readonly mask: string
  readonly drops: number
}

/** Masks in force from a moment on. */
interface MaskPeriod {
  readonly fromNs: number
  readonly masks: readonly MaskOfReport[]
}

/** For drops that a source counted as masked, but no mask that the session tells of covers by name. */
const otherMask = 'a mask of the recording'

/** In order of time. */
export async function recordedMasks(reader: SessionReader): Promise<readonly MaskPeriod[]> {
  const { masks = [] } = await reader.info()
  const events = await reader.rows('event', { where: { kind: 'mask' }, orderBy: ['at_ns'] })
  return [
    { fromNs: 0, masks: parsed(masks) },
    ...events.flatMap(({ at_ns, text }) => {
      const changed = masksOfEvent(text)
      return changed === undefined ? [] : [{ fromNs: at_ns, masks: parsed(changed) }]
    }),
  ]
}

const parsed = (masks: readonly string[]): readonly MaskOfReport[] =>
  masks.flatMap((text) => maskFromText(text) ?? [])

/** Adds up drops by mask. */
export class MaskedTally {
  readonly #drops = new Map<string, number>()

  add(mask: string, drops: number): void {
    if (drops > 0) this.#drops.set(mask, (this.#drops.get(mask) ?? 0) + drops)
  }

  /** A group that was masked when it was recorded: each bucket goes to the first mask in force that covers it. */
  addRecorded(group: DropGroup, names: Names, periods: readonly MaskPeriod[]): void {
    const coveredBy = periods.map(({ masks }) => maskOfGroup(group, names, masks))
    const known = coveredBy.find((mask) => mask !== undefined)
    for (let i = 0; i + 1 < group.buckets.length; i += 2) {
      const atNs = group.buckets[i] ?? 0
      const period = periods.findLastIndex(({ fromNs }) => fromNs <= atNs)
      const mask = coveredBy[period] ?? known
      this.add(mask === undefined ? otherMask : maskText(mask), group.buckets[i + 1] ?? 0)
    }
  }

  /** Most drops first. */
  rows(): readonly MaskedDrops[] {
    return [...this.#drops]
      .map(([mask, drops]) => ({ mask, drops }))
      .sort((a, b) => b.drops - a.drops || (a.mask < b.mask ? -1 : 1))
  }
}
