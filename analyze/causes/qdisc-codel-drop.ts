import { shell } from '../attribution/shell.js'
import { qdiscCause } from '../links/qdisc-drop.js'
import { optionsText } from '../links/qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-codel-drop',
  what: 'codel dropped it to keep the delay low, or its memory limit is reached',
  is: (kind, parent) => (kind === 'codel' || kind === 'fq_codel') && parent !== 'htb',
  remedy: (device, qdisc) => ({
    what: `codel on ${device} signals congestion by dropping (now: ${optionsText(qdisc)}): the link is slower than what is sent. This is its job; use ECN or a shaper that fits the link, or raise limit if drop_overlimit rises.`,
    command: shell`tc -s qdisc show dev ${device}`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: ``,
  }),
})
