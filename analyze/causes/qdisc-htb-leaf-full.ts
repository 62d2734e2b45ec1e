import { shell } from '../attribution/shell.js'
import { qdiscCause } from '../links/qdisc-drop.js'
import { optionsText } from '../links/qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-htb-leaf-full',
  what: 'the queue of an htb class is full: the class gets less rate than is sent',
  is: (kind, parent) => kind === 'htb' || (parent === 'htb' && kind !== 'netem' && kind !== 'tbf'),
  remedy: (device, qdisc) => ({
    what: `The class of ${qdisc.kind} ${qdisc.handle} (parent ${qdisc.parent}) on ${device} gets less rate than is sent to it (now: ${optionsText(qdisc)}). Raise the rate or ceil of the class, or the limit of its leaf for short bursts.`,
    command: shell`tc -s class show dev ${device}`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: `tc class change with the former rate`,
  }),
})
