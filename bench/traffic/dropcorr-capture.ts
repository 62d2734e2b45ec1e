import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startPackets } from '../../capture/packet-sources/libpcap.js'
import { SessionWriter } from '../../session/writer.js'
import { interfacesOf, liveClock, namedNamespaces } from '../../test/live/packets-setting.js'
import { snapLength, type CaptureRun } from './capture-run.js'
import { device, port, right, type TrafficRoom } from './traffic-room.js'

export const dropcorrName = 'dropcorr'

/** The packet source and the session writer of `dropcorr record`, without the rest of it. */
export async function withDropcorr(
  room: TrafficRoom,
  folder: string,
  flood: () => Promise<number>,
): Promise<CaptureRun> {
  const netns = namedNamespaces(right)
  const writer = await SessionWriter.create(join(folder, 'session.db'), { overwrite: true })
  const capture = await startPackets({
    interfaces: [device],
    filter: `udp port ${port}`,
    snapLength,
    sink: writer,
    clock: liveClock(),
    netns,
    listInterfaces: () => interfacesOf(netns),
  })
  // The first count of CPU time comes a second after the start; before it, Node starts up and compiles.
  while (capture.totals.cpuMs === 0) await wait(100)
  const arrivedBefore = room.arrivals()
  const childBefore = capture.totals.cpuMs
  const before = process.cpuUsage()
  const timer = setInterval(() => capture.refresh(), 1000)
  const seconds = await flood()
  clearInterval(timer)
  await capture.stop()
  await writer.close()
  const { user, system } = process.cpuUsage(before)
  const { packets, lost, cpuMs } = capture.totals
  const arrived = room.arrivals() - arrivedBefore
  return {
    tool: dropcorrName,
    rate: arrived / seconds,
    arrived,
    taken: packets,
    lost,
    cpuSeconds: (cpuMs - childBefore) / 1000 + (user + system) / 1e6,
  }
}
