import type { Findings, HealthRow } from '../analyze/finding.js'
import { percent, plural } from './quantities.js'

/** What a source lost itself, and how much that matters. */
export interface OwnLoss {
  readonly row: HealthRow
  /** The numbers of the report are wrong by more than a reader can overlook. */
  readonly isSerious: boolean
  /** A clause: how much was lost, and what that does to the report. */
  readonly text: string
}

/** Below this share of what there was, a loss changes no number that somebody acts on. */
const noticeable = 0.01

/** Own losses by their meaning: what is in no count falsifies the report, what is only not described does not. */
export const ownLosses = ({ health, totals }: Pick<Findings, 'health' | 'totals'>): OwnLoss[] =>
  health.filter((row) => row.lost > 0).map((row) => ({ row, ...weighed(row, totals) }))

function weighed(row: HealthRow, totals: Findings['totals']): Omit<OwnLoss, 'row'> {
  const { source, lost, uncounted } = row
  if (uncounted !== undefined)
    return uncounted > 0
      ? {
          isSerious: exceeds(uncounted, totals.drops),
          text: `${source} lost ${plural(uncounted, 'drop')} (${percent(uncounted, uncounted + totals.drops - totals.withoutEvent)}) that ${uncounted === 1 ? 'is' : 'are'} in no count${effectOf(totals)}`,
        }
      : {
          isSerious: false,
          text: `${source} lost details of ${plural(lost, 'drop')}, which ${lost === 1 ? 'is' : 'are'} counted all the same`,
        }
  if (source === 'packets')
    return {
      isSerious: exceeds(lost, totals.packets),
      text: `the capture lost ${plural(lost, 'packet')} (${percent(lost, lost + totals.packets)}), so shares of traffic and what losses cost may be wrong; drops are counted all the same`,
    }
  if (source === 'session')
    return {
      isSerious: true,
      text: `${plural(lost, 'row was', 'rows were')} not written, so what follows may be too low`,
    }
  return {
    isSerious: false,
    text: `${source} lost ${plural(lost, 'record')}; drops are counted all the same`,
  }
}

/** A drop without its event may have left a trace in a counter, which tells of it as a loss of its own. */
const effectOf = ({ withoutEvent }: Findings['totals']): string =>
  withoutEvent > 0
    ? ` of a drop site; they may be among the ${plural(withoutEvent, 'loss', 'losses')} that counters alone tell of`
    : ', so what follows is too low'

const exceeds = (lost: number, seen: number): boolean => lost > noticeable * (lost + seen)
