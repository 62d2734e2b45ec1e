import { shell } from '../attribution/shell.js'
import { bridgeCause } from '../links/bridge-drop.js'

export default bridgeCause({
  name: 'bridge-port-locked',
  what: 'the bridge port is locked, and the station was not authorised (802.1X, MAB)',
  fate: 'locked',
  severity: 'problem',
  sentence: (port) => `from stations that the locked bridge port ${port} does not know`,
  remedy: (port) => ({
    what: 'Authorise the station (a forwarding entry for its MAC address), or unlock the port.',
    command: shell`bridge fdb add MAC dev ${port} master static`,
    verify: 'the finding is gone',
    undo: shell`bridge fdb del MAC dev ${port} master`,
  }),
})
