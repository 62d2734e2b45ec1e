/**
 * Runs in the guest: `node guest-flood.js UDP-FLOOD PACKETS ROUNDS NAME…` floods a closed port under each listener in turn, and
 * leaves what it saw in OUT/ROUND-NAME.
 */
import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  isOn,
  readStatistics,
  stop,
  type NetDm,
} from '../../capture/drop-sources/drop-monitor/control.js'
import { openInFirstNetns } from '../../capture/drop-sources/drop-monitor/first-netns.js'
import { netDmFamily } from '../../capture/drop-sources/drop-monitor/net-dm.js'
import { addon } from '../../capture/native.js'
import { resolveFamily } from '../../capture/netlink/generic.js'
import { waitUntil } from '../../test/live/lab/wait-until.js'
import { guestOut } from '../../test/vm/guest-script.js'
import type { GuestRun } from './guest-run.js'
import { listeners, type Listener } from './listeners.js'

/** In which a listener may still read what waits for it. */
const drainMs = 5000
/** A listener that has not ended then waits for an answer that was lost. */
const endMs = 60_000
const startMs = 300_000
const closedPort = 9201

const [flooder = '', packets = '', rounds = '', ...names] = process.argv.slice(2)
const socket = openInFirstNetns(addon())
const family = resolveFamily(socket, netDmFamily)
if (family === undefined) throw new Error('the guest has no drop monitor')
const dm: NetDm = { socket, family }

for (let round = 0; round < Number(rounds); round++) {
  for (const listener of listeners.filter(({ name }) => names.includes(name))) {
    const folder = join(guestOut, `${round}-${listener.name}`)
    mkdirSync(folder, { recursive: true })
    const run = await floodUnder(listener, folder)
    writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
    console.log(`round ${round}, ${listener.name}: ${JSON.stringify(run)}`)
  }
}
process.exit(0)

async function floodUnder(listener: Listener, folder: string): Promise<GuestRun> {
  // One that was killed has left it on, and nobody else can configure it then.
  stop(dm, { software: true, hardware: true })
  const output = openSync(join(folder, 'output'), 'w')
  const errors = openSync(join(folder, 'errors'), 'w')
  const [program = '', ...args] = listener.argv
  const child = spawn(program, args, { cwd: folder, stdio: ['pipe', output, errors] })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} cannot be started`)
  child.stdin?.on('error', () => undefined)
  child.stdin?.write(listener.startText ?? '')
  const isReady = () => (listener.tellsWhenReady ? existsSync(join(folder, 'ready')) : isOn(dm))
  await waitUntil(`${listener.name} to listen`, isReady, startMs)
  const before = { ticks: ticksOf(pid), noPorts: noPorts(), queue: queueDrops() }
  const flood = JSON.parse(
    execFileSync(flooder, [packets, '127.0.0.1', String(closedPort)], { encoding: 'utf8' }),
  ) as { readonly sent: number; readonly wallNs: number; readonly cpuNs: number }
  await sleep(drainMs)
  const run = {
    sent: flood.sent,
    dropped: noPorts() - before.noPorts,
    floodWallNs: flood.wallNs,
    floodCpuNs: flood.cpuNs,
    cpuMs: (ticksOf(pid) - before.ticks) * 10,
    peakRssKb: peakRssKb(pid),
    queueDrops: queueDrops() - before.queue,
    socketDrops: socketDrops(),
  }
  if (listener.stopText === undefined) child.kill('SIGINT')
  else child.stdin?.end(listener.stopText)
  const killed = setTimeout(() => child.kill('SIGKILL'), endMs)
  await ended
  clearTimeout(killed)
  if (listener.tellsWhenReady) {
    copyFileSync('/root/session.db', join(folder, 'session.db'))
  }
  return run
}

/** Drops of the flood by the kernel's own count. */
function noPorts(): number {
  const [names = '', values = ''] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Udp: '))
  return Number(values.split(' ')[names.split(' ').indexOf('NoPorts')])
}

function queueDrops(): number {
  return readStatistics(dm)?.softwareDropped ?? 0
}

/** Of all generic netlink sockets: sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode. */
function socketDrops(): number {
  const generic = '16'
  const rows = readFileSync('/proc/net/netlink', 'utf8').split('\n').slice(1)
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, protocol]) => protocol === generic)
    .reduce((total, row) => total + Number(row[8] ?? 0), 0)
}

/** A process and its children. */
function withChildren(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return [pid, ...(children === '' ? [] : children.split(' ').map(Number))]
}

/** Hundredths of a second of CPU, user and kernel, by all of them: fields 14 to 17 of stat. */
function ticksOf(pid: number): number {
  return sum(
    withChildren(pid).map((one) => {
      const stat = readFileSync(`/proc/${one}/stat`, 'utf8')
      // The name, in brackets, may hold blanks: state is the field after it, number 3.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return sum(fields.slice(11, 15).map(Number))
    }),
  )
}

function peakRssKb(pid: number): number {
  return sum(
    withChildren(pid).map((one) =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0),
    ),
  )
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
