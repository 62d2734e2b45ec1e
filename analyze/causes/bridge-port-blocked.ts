import { shell } from '../attribution/shell.js'
import { bridgeCause } from '../links/bridge-drop.js'

export default bridgeCause({
  name: 'bridge-port-blocked',
  what: 'the bridge port may not forward in its STP state, or is disabled',
  fate: 'blocked',
  severity: 'problem',
  sentence: (port, _, down) =>
    `that came in by ${port} refused by a bridge port that is not forwarding${down.length === 0 ? '' : `: ${down.join(', ')} ${down.length === 1 ? 'is' : 'are'} down`}`,
  remedy: (_, __, [down]) => ({
    what:
      down === undefined
        ? 'See the state of the ports: spanning tree blocks one, or it was set so.'
        : `Bring ${down} and the link behind it up.`,
    command: down === undefined ? 'bridge -d link show' : shell`ip link set ${down} up`,
    verify: 'bridge link show says forwarding',
    undo: down === undefined ? '' : shell`ip link set ${down} down`,
  }),
})
