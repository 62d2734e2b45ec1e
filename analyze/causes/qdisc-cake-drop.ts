import { shell } from '../attribution/shell.js'
import { qdiscCause } from '../links/qdisc-drop.js'
import { optionsText } from '../links/qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-cake-drop',
  what: 'cake dropped it to keep the delay low or share the link',
  is: (kind, parent) => kind === 'cake' && parent !== 'htb',
  remedy: (device, qdisc) => ({
    what: `cake on ${device} is over its bandwidth or memory (now: ${optionsText(qdisc)}).`,
    command: shell`tc -s qdisc show dev ${device}`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: ``,
  }),
})
