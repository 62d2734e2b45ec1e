import { shell } from '../attribution/shell.js'
import type { Case } from '../cause.js'
import { count, plural } from '../attribution/evidence.js'
import { losesByChance, placeOf, qdiscCause, type SpecialCase } from '../links/qdisc-drop.js'
import { optionsText, qdiscOptions } from '../links/qdisc-options-text.js'
import type { Row } from '../../session/tables.js'

export default qdiscCause({
  name: 'qdisc-netem-loss',
  what: 'netem drops on purpose, or its own queue is full',
  is: (kind) => kind === 'netem',
  remedy: (device, qdisc) => ({
    what: `netem on ${device} is a test tool that loses packets on purpose (now: ${optionsText(qdisc)}). Remove it if nobody is testing.`,
    command: shell`tc qdisc del dev ${device} ${placeOf(qdisc)}`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: shell`tc qdisc add dev ${device} ${placeOf(qdisc)} handle ${qdisc.handle} netem with the values above`,
  }),
  special: withoutLoss,
})

/** Told to lose nothing, it drops what its queue has no room for while it delays packets. */
function withoutLoss(
  { drops }: Case,
  device: string,
  qdisc: Row<'qdisc'>,
): SpecialCase | undefined {
  const { limitPackets } = qdiscOptions(qdisc)
  if (losesByChance(qdisc) || typeof limitPackets !== 'number') return undefined
  return {
    title: `${plural(drops, 'packet')} dropped because the queue of netem ${qdisc.handle} on ${device} is full (limit ${count(limitPackets)} packets)`,
    remedy: {
      what: `netem on ${device} delays packets, or sends them at a rate, and holds no more than its limit meanwhile (now: ${optionsText(qdisc)}). Raise the limit above what is sent in that time.`,
      command: shell`tc qdisc change dev ${device} ${placeOf(qdisc)} handle ${qdisc.handle} netem limit ${limitPackets * 10} with the other values above`,
      verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
      undo: `tc qdisc change with the values above`,
    },
  }
}
