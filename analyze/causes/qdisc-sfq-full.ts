import { shell } from '../attribution/shell.js'
import { placeOf, qdiscCause } from '../links/qdisc-drop.js'
import { optionsText } from '../links/qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-sfq-full',
  what: 'the sfq qdisc is full, or one flow is over its share',
  is: (kind, parent) => kind === 'sfq' && parent !== 'htb',
  remedy: (device, qdisc) => ({
    what: `sfq on ${device} is full (now: ${optionsText(qdisc)}).`,
    command: shell`tc qdisc change dev ${device} ${placeOf(qdisc)} sfq limit N depth N`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: `tc qdisc change with the values above`,
  }),
})
