import { qdiscCause } from '../qdisc-drop.js'
import { optionsText } from '../qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-tbf-full',
  what: 'the token bucket shaper has no room left in its queue',
  is: (kind) => kind === 'tbf',
  remedy: (device, qdisc) => ({
    what: `The shaper on ${device} lets less through than is sent (now: ${optionsText(qdisc)}). Raise its rate to what the link may carry, or its limit or latency for short bursts.`,
    command: `tc qdisc change dev ${device} ${qdisc.parent} handle ${qdisc.handle} tbf rate RATE burst BURST latency LATENCY`,
    verify: `tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: `tc qdisc change with the values above`,
  }),
})
