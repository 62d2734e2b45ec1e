import { shell } from '../attribution/shell.js'
import type { Case } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import { qdiscCause, type SpecialCase } from '../links/qdisc-drop.js'
import { optionsText } from '../links/qdisc-options-text.js'
import type { Row } from '../../session/tables.js'

const known =
  /^(tbf|htb|[pb]fifo|pfifo_fast|pfifo_head_drop|fq|codel|fq_codel|netem|red|gred|sfb|choke|pie|fq_pie|dualpi2|sfq|cake)$/

/** They hold no packets of their own: what their classes refuse, the qdisc of the class counts as well. */
const dropsUnclassified = ['drr', 'hfsc', 'qfq']

export default qdiscCause({
  name: 'qdisc-other-drop',
  what: 'a queueing discipline without a cause of its own here dropped it',
  is: (kind, parent) => !known.test(kind) && parent !== 'htb',
  remedy: (device, qdisc) => ({
    what: `See why ${qdisc.kind} on ${device} drops (now: ${optionsText(qdisc)}).`,
    command: shell`tc -s -d qdisc show dev ${device}`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: '',
  }),
  special: unclassified,
})

function unclassified(
  { drops }: Case,
  device: string,
  { kind, handle }: Row<'qdisc'>,
): SpecialCase | undefined {
  if (!dropsUnclassified.includes(kind)) return undefined
  return {
    title: `${plural(drops, 'packet')} dropped by ${kind} ${handle} on ${device}: no filter puts them into a class`,
    remedy: {
      what: `${kind} drops what belongs to none of its classes: add a filter that takes all packets into one, or set a default class where it has that.`,
      command: shell`tc filter add dev ${device} parent ${handle} prio 65535 matchall classid ${handle}1`,
      verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
      undo: shell`tc filter del dev ${device} parent ${handle} prio 65535`,
    },
  }
}
