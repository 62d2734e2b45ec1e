import { placeOf, qdiscCause } from '../qdisc-drop.js'
import { optionsText } from '../qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-netem-loss',
  what: 'netem drops on purpose, or its own queue is full',
  is: (kind) => kind === 'netem',
  remedy: (device, qdisc) => ({
    what: `netem on ${device} is a test tool that loses packets on purpose (now: ${optionsText(qdisc)}). Remove it if nobody is testing.`,
    command: `tc qdisc del dev ${device} ${placeOf(qdisc)}`,
    verify: `tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: `tc qdisc add dev ${device} ${placeOf(qdisc)} handle ${qdisc.handle} netem with the values above`,
  }),
})
