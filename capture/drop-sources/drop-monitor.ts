import { cpus, totalmem } from 'node:os'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { dropRecord } from '../../session/drop-record.js'
import { dropReasons } from '../host/drop-reasons.js'
import { kernelSymbols } from '../host/kernel-symbols.js'
import { addon } from '../native.js'
import { resolveFamily } from '../netlink/generic.js'
import type { DropSource, DropSourceContext, RunningDropSource } from '../source.js'
import { dropMonitorAccess, joinEvents } from './drop-monitor/access.js'
import { readStatistics } from './drop-monitor/control.js'
import { devlinkTraps } from './drop-monitor/devlink-traps.js'
import { openInFirstNetns } from './drop-monitor/first-netns.js'
import { Monitoring } from './drop-monitor/monitoring.js'
import { netDmFamily } from './drop-monitor/net-dm.js'
import { obstacleOf } from './drop-monitor/obstacle.js'
import { RunningDropMonitor } from './drop-monitor/running-drop-monitor.js'

/** 25,000 alerts and more: the kernel charges some 1.3 KB for one, and grants twice what is asked for. */
const receiveBufferBytes = 32 << 20

/** The kernel's drop monitor: generic netlink family NET_DM. */
const dropMonitor: DropSource = {
  name: 'drop-monitor',
  title: "the kernel's drop monitor (NET_DM)",
  hides: 'packets that network devices dropped in hardware (devlink traps)',
  obstacle: () => obstacleOf(dropMonitorAccess(addon())),
  addsHardware: () => trapGroups().size > 0,
  start,
}

export default dropMonitor

async function start(context: DropSourceContext): Promise<RunningDropSource> {
  const native = addon()
  const socket = openInFirstNetns(native)
  const events = openInFirstNetns(native)
  try {
    const family = resolveFamily(socket, netDmFamily)
    if (family === undefined) throw goneAgain()
    const dm = { socket, family }
    events.setReceiveBuffer(receiveBufferBytes)
    joinEvents(events, family)
    const statistics = readStatistics(dm)
    const { alertMode, hardwareOnly, guard, sink } = context
    const monitoring = await Monitoring.begin(dm, guard, {
      config: { alertMode, truncLength: dropRecord.headSize, queueLength: queueLength() },
      drops: { software: !hardwareOnly, hardware: true },
    })
    sink.add('reason', dropReasons().all)
    const symbolsMissing = kernelSymbols().why
    return new RunningDropMonitor({
      context,
      events,
      dm,
      monitoring,
      statistics,
      trapGroups: trapGroups(),
      symbolsMissing,
    })
  } catch (error) {
    socket.close()
    events.close()
    throw error
  }
}

/**
 * Packets that may wait in the kernel, per CPU. A waiting packet keeps its memory, 2.3 KB for one of 1500 bytes: all
 * together may take a sixteenth of the machine's, and 75 MB at most. The kernel's own default is 1000.
 */
function queueLength(): number {
  const waiting = Math.min(32_768, totalmem() / 16 / 2304)
  return Math.max(1000, Math.floor(waiting / cpus().length))
}

function trapGroups(): ReadonlyMap<string, string> {
  const socket = openInFirstNetns(addon())
  try {
    return devlinkTraps(socket)
  } finally {
    socket.close()
  }
}

const goneAgain = (): DropcorrError =>
  new DropcorrError('the drop monitor cannot be started', {
    why: 'its module was unloaded a moment ago',
    hint: 'modprobe drop_monitor',
    exitCode: exitCode.cannotRecord,
  })
