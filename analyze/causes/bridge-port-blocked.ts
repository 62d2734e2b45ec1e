import { bridgeCause } from '../bridge-drop.js'

export default bridgeCause({
  name: 'bridge-port-blocked',
  what: 'the bridge port may not forward in its STP state, or is disabled',
  fate: 'blocked',
  severity: 'problem',
  sentence: (port) => `that came in by ${port} refused by a bridge port that is not forwarding`,
  remedy: () => ({
    what: 'See the state of the ports: spanning tree blocks one, or it was set so.',
    command: 'bridge -d link show',
    verify: 'bridge link show says forwarding',
    undo: '',
  }),
})
