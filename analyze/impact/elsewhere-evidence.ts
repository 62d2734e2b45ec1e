import { count } from '../attribution/evidence.js'
import type { Evidence, LedgerRow } from '../finding.js'
import type { ArrivalLoss } from './arrival-losses.js'
import type { ImpactContext } from './impact-context.js'
import { packetEvidence } from './impact-evidence.js'
import { packetsQuery } from './packet-query.js'
import { unexplainedLosses } from './own-doubts.js'
import type { SequenceGaps } from './sequence-gaps.js'
import { spreadMs, spreadText } from './spread.js'

/** Gaps of one flow, each with the packet that shows it. */
export function gapEvidence(gaps: SequenceGaps, loss: ArrivalLoss): Evidence[] {
  const filled = loss.gaps.filter((gap) => gaps.filledAt(gap) >= 0)
  const delays = spreadMs(filled.map((gap) => gaps.filledAt(gap) - gaps.atNs(gap)))
  const fillers = filled.map(gaps.filler)
  const acks = loss.gaps.reduce((sum, gap) => sum + gaps.duplicateAcks(gap), 0)
  const openers = loss.gaps.map(gaps.opener)
  return [
    packetEvidence('packets that came beyond a gap in the sequence numbers', openers),
    packetEvidence('gaps that a retransmission filled', fillers),
    ...(delays === null
      ? []
      : [
          {
            label: 'from the gap to its retransmission',
            value: spreadText(delays),
            query: packetsQuery(fillers),
          },
        ]),
    {
      label: 'duplicate acknowledgements of the receiver, asking for what was missing',
      value: count(acks),
      query: packetsQuery(openers),
    },
  ]
}

/** That nothing was lost here meanwhile: for the first flow, as it holds for all. */
export function flatEvidence(
  { traffic, lost }: ImpactContext,
  ledger: readonly LedgerRow[],
): Evidence[] {
  const risen = unexplainedLosses(ledger)
  return [
    {
      label: 'counters that always mean loss and rose beyond the drops that explain them',
      value: risen.length === 0 ? 'none' : risen.map((r) => r.counter).join(', '),
      query: 'SELECT netns, name FROM counter ORDER BY netns, name',
    },
    {
      label: 'dropped packets looked through for the missing bytes',
      value: count(traffic.dropped.count),
      query: 'SELECT sum(records) FROM drop_block',
    },
    {
      label: 'packets that the capture itself lost',
      value: lost,
      query: 'SELECT coalesce(sum(lost), 0) FROM capture',
    },
  ]
}
