import { shell } from '../attribution/shell.js'
import { bridgeCause } from '../links/bridge-drop.js'

export default bridgeCause({
  name: 'bridge-down',
  what: 'the bridge itself is down, and so are all its ports to it',
  fate: 'down',
  severity: 'problem',
  sentence: (port, bridge) => `that came in by ${port} lost: the bridge ${bridge} is down`,
  remedy: (_port, bridge) => ({
    what: `Bring ${bridge} up, or take the ports out of it.`,
    command: shell`ip link set ${bridge} up`,
    verify: shell`ip link show ${bridge} has UP`,
    undo: shell`ip link set ${bridge} down`,
  }),
})
