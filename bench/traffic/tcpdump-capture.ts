import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { bufferBytes, snapLength, type CaptureRun } from './capture-run.js'
import { device, port, right, type TrafficRoom } from './traffic-room.js'

export const tcpdumpArguments = (folder: string): readonly string[] => [
  ...['-p', '-n', '-i', device, '-s', String(snapLength), '-B', String(bufferBytes >> 10)],
  ...['-w', join(folder, 'tcpdump.pcap'), `udp port ${port}`],
]
export const tcpdumpName = 'tcpdump -w'
/** Its ring hands over the last block after a second (libpcap's time-out). */
const drainMs = 1500

export async function withTcpdump(
  room: TrafficRoom,
  folder: string,
  flood: () => Promise<number>,
): Promise<CaptureRun> {
  // `ip netns exec` becomes the program: the pid is tcpdump's.
  const argv = ['netns', 'exec', right, 'tcpdump', ...tcpdumpArguments(folder)]
  const child = spawn('ip', argv, { stdio: ['ignore', 'ignore', 'pipe'] })
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
  while (!text.includes('listening on')) await once(child.stderr, 'data')
  const before = room.arrivals()
  const seconds = await flood()
  await wait(drainMs)
  const cpuSeconds = cpuSecondsOf(child.pid ?? 0)
  child.kill('SIGINT')
  await once(child, 'close')
  const arrived = room.arrivals() - before
  return {
    tool: tcpdumpName,
    rate: arrived / seconds,
    arrived,
    taken: Number(/(\d+) packets captured/.exec(text)?.[1]),
    lost: Number(/(\d+) packets dropped by kernel/.exec(text)?.[1]),
    cpuSeconds,
    fileBytes: statSync(join(folder, 'tcpdump.pcap')).size,
  }
}

/** Ticks of 10 ms, user and system. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
