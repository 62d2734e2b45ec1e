import { shell } from '../attribution/shell.js'
import { qdiscCause } from '../links/qdisc-drop.js'
import { optionsText } from '../links/qdisc-options-text.js'

export default qdiscCause({
  name: 'qdisc-fifo-full',
  what: 'a fifo queue of the device is full',
  is: (kind, parent) => /^(p|b)fifo(_fast|_head_drop)?$/.test(kind) && parent !== 'htb',
  remedy: (device, qdisc) => ({
    what: `The fifo on ${device} is full (now: ${optionsText(qdisc)}): the device sends slower than packets come. Look for pause frames or a slow link first; a longer queue only helps for bursts.`,
    command: shell`ip link set dev ${device} txqueuelen 10000`,
    verify: shell`tc -s qdisc show dev ${device}: dropped no longer rises`,
    undo: shell`ip link set dev ${device} txqueuelen FORMER`,
  }),
})
