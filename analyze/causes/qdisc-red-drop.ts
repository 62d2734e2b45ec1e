import { shell } from '../attribution/shell.js'
import { qdiscCause } from '../links/qdisc-drop.js'
import { optionsText } from '../links/qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-red-drop',
  what: 'random early detection dropped it to signal congestion',
  is: (kind, parent) =>
    ['red', 'gred', 'sfb', 'choke', 'pie', 'fq_pie', 'dualpi2'].includes(kind) && parent !== 'htb',
  remedy: (device, qdisc) => ({
    what: `${qdisc.kind} on ${device} signals congestion by dropping (now: ${optionsText(qdisc)}). Use ECN, or set its thresholds for the link.`,
    command: shell`tc -s qdisc show dev ${device}`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: ``,
  }),
})
