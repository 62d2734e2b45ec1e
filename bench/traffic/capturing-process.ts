/**
 * The packet source and the session writer of `dropcorr record`, without the rest of it, in a process of its own: what else
 * the benchmark does is not in its CPU time. Started with a namespace, a session file and a filter; says when it captures,
 * and what came of it once told to stop.
 */
import { addon } from '../../capture/native.js'
import { startPackets } from '../../capture/packet-sources/libpcap.js'
import { CaptureInterfaces } from '../../capture/recorder/capture-interfaces.js'
import { SessionWriter } from '../../session/writer.js'
import { liveClock, namedNamespaces } from '../../test/live/packets-setting.js'
import { snapLength, type CapturedTraffic } from './capture-run.js'

const [netnsName = '', device = '', path = '', filter = ''] = process.argv.slice(2)

const netns = namedNamespaces(netnsName)
const namespaces = netns.list()
const interfaces = new CaptureInterfaces(addon())
const writer = await SessionWriter.create(path, { overwrite: true })
const capture = await startPackets({
  interfaces: [device],
  filter,
  snapLength,
  sink: writer,
  clock: liveClock(),
  netns: { ...netns, list: () => namespaces },
  listInterfaces: () => interfaces.list(namespaces),
})
const timer = setInterval(() => capture.refresh(), 1000)
process.once('message', () => void stop())
const before = process.cpuUsage()
process.send?.('capturing')

async function stop(): Promise<void> {
  clearInterval(timer)
  await capture.stop()
  await writer.close()
  const { user, system } = process.cpuUsage(before)
  const { packets, lost, cpuMs } = capture.totals
  const traffic: CapturedTraffic = {
    ...{ taken: packets, lost, fileBytes: writer.bytesWritten },
    cpuSeconds: cpuMs / 1000 + (user + system) / 1e6,
  }
  process.send?.(traffic)
  process.disconnect()
}
