import { netlinkTargets } from './netlink-targets.js'
import { packetTargets } from './packet-targets.js'
import { programTargets } from './program-targets.js'
import { textTargets } from './text-targets.js'
import { traceTargets } from './trace-targets.js'
import { wordTargets } from './word-targets.js'

/** Every decoder there is. */
export const targets = [
  ...netlinkTargets,
  ...traceTargets,
  ...textTargets,
  ...packetTargets,
  ...programTargets,
  ...wordTargets,
]
