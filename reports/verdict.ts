import { besideMasked } from '../analyze/attribution/none.js'
import type { ReportModel } from '../analyze/model/report-model.js'
import type { LossShares } from './loss-shares.js'
import { capitalised, count, duration, percent, plural, spelled, sum } from './quantities.js'
import { trustOf } from './trust.js'

/** The report in one sentence: how many, of how many, and how much of it is explained. */
export function verdict(model: ReportModel, shares: LossShares): string {
  const { session, totals } = model.findings
  const time = duration(session.durationMs)
  const captured = totals.packets > 0 ? `, with ${plural(totals.packets, 'packet')} captured` : ''
  if (shares.lost === 0) {
    const masked = besideMasked(totals)
    return trustOf(model).mayHideLosses
      ? `No loss was seen in ${time}${captured}${masked}, but the recording is incomplete.`
      : `No packet was lost in ${time}${captured}${masked}.`
  }
  const explained = shares.losses.filter((s) => s.finding?.severity === 'problem' && s.drops > 0)
  const part = sum(explained.map((s) => s.drops))
  // Not 'lost of captured': a drop need not have passed a captured interface, and a packet may pass two.
  const beside = totals.packets > 0 ? ` (${count(totals.packets)} captured)` : ''
  const lost = `${plural(shares.lost, 'packet was', 'packets were')} lost in ${time}${beside}`
  if (explained.length === 0)
    return `${lost}; no known cause explains ${shares.lost === 1 ? 'it' : 'them'}.`
  const causes = spelled(explained.length, 'cause')
  const verb = explained.length === 1 ? 'explains' : 'explain'
  return part === shares.lost
    ? `${lost}; ${causes} ${verb} ${shares.lost === 1 ? 'it' : 'all of them'}.`
    : `${lost}; ${causes} ${verb} ${percent(part, shares.lost)} of them.`
}

const shownMasks = 5

/** ' (reason=QDISC_DROP 1,234; benign 56)', the largest first. */
function maskedBy({ findings }: ReportModel): string {
  const shown = findings.maskedBy.slice(0, shownMasks)
  const more = findings.maskedBy.length - shown.length
  const parts = shown.map(({ mask, drops }) => `${mask} ${count(drops)}`)
  if (more > 0) parts.push(plural(more, 'more mask'))
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`
}

/** What the loss leaves out: housekeeping and what was masked. '' if there is neither. */
export function besides(model: ReportModel): string {
  const { benign, masked, withoutEvent } = model.findings.totals
  const parts = [
    benign > 0
      ? `${plural(benign, 'freed packet was', 'freed packets were')} housekeeping that nobody misses`
      : '',
    masked > 0
      ? `${plural(masked, 'drop is', 'drops are')} masked, counted but not described${maskedBy(model)}`
      : '',
    withoutEvent > 0
      ? `${plural(withoutEvent, 'loss is', 'losses are')} known from counters alone, without a drop event`
      : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : `${capitalised(parts.join('; '))}.`
}
