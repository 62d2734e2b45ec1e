import { shell } from '../attribution/shell.js'
import { bridgeCause } from '../links/bridge-drop.js'

export default bridgeCause({
  name: 'bridge-hairpin',
  what: 'the destination is behind the bridge port the frame came from',
  fate: 'hairpin',
  severity: 'benign',
  sentence: (port) => `for stations behind bridge port ${port}, which they came in by`,
  remedy: (port) => ({
    what: 'Usual when the stations share a link of their own, which delivers the frame as well. If they can reach each other through this bridge only (a hypervisor port, a wireless cell), set hairpin mode.',
    command: shell`bridge link set dev ${port} hairpin on`,
    verify: 'the finding is gone',
    undo: shell`bridge link set dev ${port} hairpin off`,
  }),
})
