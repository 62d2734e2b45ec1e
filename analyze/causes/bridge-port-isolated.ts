import { shell } from '../attribution/shell.js'
import { bridgeCause } from '../links/bridge-drop.js'

export default bridgeCause({
  name: 'bridge-port-isolated',
  what: 'an isolated bridge port may only reach ports that are not isolated',
  fate: 'isolated',
  severity: 'problem',
  sentence: (port) =>
    `that came in by the isolated bridge port ${port} had only isolated ports to go to`,
  remedy: (port) => ({
    what: 'If these stations shall reach each other, take the isolation off one of the ports.',
    command: shell`bridge link set dev ${port} isolated off`,
    verify: 'the finding is gone',
    undo: shell`bridge link set dev ${port} isolated on`,
  }),
})
