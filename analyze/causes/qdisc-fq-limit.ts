import { shell } from '../attribution/shell.js'
import { placeOf, qdiscCause } from '../links/qdisc-drop.js'
import { optionsText } from '../links/qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-fq-limit',
  what: 'the fq qdisc is over its packet or flow limit',
  is: (kind, parent) => kind === 'fq' && parent !== 'htb',
  remedy: (device, qdisc) => ({
    what: `fq on ${device} is over a limit (now: ${optionsText(qdisc)}). Raise limit or flow_limit if one flow bursts; pacing (SO_MAX_PACING_RATE) avoids it.`,
    command: shell`tc qdisc change dev ${device} ${placeOf(qdisc)} fq limit N flow_limit N`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: `tc qdisc change with the values above`,
  }),
})
