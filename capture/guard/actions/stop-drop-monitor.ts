import { configure, isOn, stop } from '../../drop-sources/drop-monitor/control.js'
import { openInFirstNetns } from '../../drop-sources/drop-monitor/first-netns.js'
import { guardAction, type MonitoringFound } from '../../drop-sources/drop-monitor/monitoring.js'
import { netDmFamily } from '../../drop-sources/drop-monitor/net-dm.js'
import { addon } from '../../native.js'
import { resolveFamily } from '../../netlink/generic.js'
import type { GuardAction } from '../guard-process.js'

/** Switches off the drop monitoring that the recorder had switched on, and puts the settings back that it had found. */
const stopDropMonitor: GuardAction = {
  name: guardAction,
  undo: (argument) => {
    const { drops, config } = JSON.parse(argument) as MonitoringFound
    const socket = openInFirstNetns(addon())
    try {
      const family = resolveFamily(socket, netDmFamily)
      if (family === undefined) return
      const dm = { socket, family }
      stop(dm, drops)
      if (config !== undefined && !isOn(dm)) configure(dm, config)
    } finally {
      socket.close()
    }
  },
}

export default stopDropMonitor
