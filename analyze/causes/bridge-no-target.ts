import { bridgeCause } from '../links/bridge-drop.js'

export default bridgeCause({
  name: 'bridge-no-target',
  what: 'the bridge had no port to send it to',
  fate: 'no-target',
  severity: 'benign',
  sentence: (port) => `that came in by ${port}, for which the bridge had no port to send to`,
  remedy: () => ({
    what: 'Usual for a bridge with one port, and where flooding of unknown stations is off.',
    command: 'bridge -d link show; bridge fdb show',
    verify: '',
    undo: '',
  }),
})
