import type { ComparedFinding, ComparedLoss } from '../../analyze/compare/compare.js'
import { otherColour, type CauseColour } from '../cause-colours.js'
import { count, sum } from '../quantities.js'

/** A cause as the comparison shows it. */
export interface ComparedCause {
  readonly letter: string
  readonly colour: CauseColour
  readonly finding: ComparedFinding
}

/** Both sides in one unit: per captured packet where all of them have that, else per second. */
export interface RateUnit {
  readonly words: string
  readonly of: (loss: ComparedLoss) => readonly [before: number, after: number]
}

/** A part of both bars: a cause, or all that are not drawn by themselves. */
export interface RateSegment {
  readonly letter: string
  readonly name: string
  readonly colour: CauseColour
  readonly rates: readonly [before: number, after: number]
}

/** The largest are drawn; a bar of hundreds of segments tells nothing. */
const maxSegments = 9

/** Largest first, the rest as one. */
export function rateSegments(causes: readonly ComparedCause[], unit: RateUnit): RateSegment[] {
  const all = causes
    .map(({ letter, colour, finding }) => ({
      letter,
      colour,
      name: finding.cause,
      rates: unit.of(finding),
    }))
    .sort((a, b) => Math.max(...b.rates) - Math.max(...a.rates))
  if (all.length <= maxSegments) return all
  const rest = all.slice(maxSegments - 1)
  const side = (i: 0 | 1): number => sum(rest.map(({ rates }) => rates[i]))
  return [
    ...all.slice(0, maxSegments - 1),
    {
      letter: '+',
      name: `${count(rest.length)} others`,
      colour: otherColour,
      rates: [side(0), side(1)],
    },
  ]
}

export function rateUnit(losses: readonly ComparedLoss[]): RateUnit {
  const perPacket = losses.every(
    ({ before, after }) => before.perMillionPackets !== null && after.perMillionPackets !== null,
  )
  return perPacket
    ? {
        words: 'per million packets captured',
        of: ({ before, after }) => [before.perMillionPackets ?? 0, after.perMillionPackets ?? 0],
      }
    : { words: 'a second', of: ({ before, after }) => [before.perSecond, after.perSecond] }
}
