import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CapturedTraffic, CaptureRun } from './capture-run.js'
import { device, port, right, type TrafficRoom } from './traffic-room.js'

export const dropcorrName = 'dropcorr'

const capturingProcess = fileURLToPath(import.meta.resolve('./capturing-process.js'))

export async function withDropcorr(
  room: TrafficRoom,
  folder: string,
  flood: () => Promise<number>,
): Promise<CaptureRun> {
  const path = join(folder, 'session.db')
  const child = fork(capturingProcess, [right, device, path, `udp port ${port}`])
  await once(child, 'message')
  const arrivedBefore = room.arrivals()
  const seconds = await flood()
  child.send('stop')
  const [traffic] = (await once(child, 'message')) as [CapturedTraffic]
  const arrived = room.arrivals() - arrivedBefore
  return { tool: dropcorrName, rate: arrived / seconds, arrived, ...traffic }
}
