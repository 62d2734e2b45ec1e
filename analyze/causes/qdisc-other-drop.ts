import { qdiscCause } from '../qdisc-drop.js'
import { optionsText } from '../qdisc-options-text.js'

const known =
  /^(tbf|htb|[pb]fifo|pfifo_fast|pfifo_head_drop|fq|codel|fq_codel|netem|red|gred|sfb|choke|pie|fq_pie|dualpi2|sfq|cake)$/

export default qdiscCause({
  name: 'qdisc-other-drop',
  what: 'a queueing discipline without a cause of its own here dropped it',
  is: (kind, parent) => !known.test(kind) && parent !== 'htb',
  remedy: (device, qdisc) => ({
    what: `See why ${qdisc.kind} on ${device} drops (now: ${optionsText(qdisc)}).`,
    command: `tc -s -d qdisc show dev ${device}`,
    verify: `tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: '',
  }),
})
