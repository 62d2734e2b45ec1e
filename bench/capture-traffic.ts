/**
 * Captures the same flood with dropcorr and with `tcpdump -w`, in turn, as root:
 *   npm run build && node dist/bench/capture-traffic.js [--packets N] [--rounds N] [--rate PACKETS_PER_SECOND]
 * Both keep 128 bytes of each packet and write them to a file; dropcorr aggregates flows too. CPU time is that of the
 * capturing processes from just before the flood to the end.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startPackets } from '../capture/packet-sources/libpcap.js'
import { packageRoot } from '../session/package-root.js'
import { SessionWriter } from '../session/writer.js'
import {
  inNetns,
  interfacesOf,
  liveClock,
  makePair,
  namedNamespaces,
  removeNetns,
} from '../test/live/packets-setting.js'
import { spreadOf, spreadText } from './spread.js'

const left = 'dcp-bench-l'
const right = 'dcp-bench-r'
const device = 'dcpb0'
const port = 7001
const bufferBytes = 64 << 20
const snapLength = 128

interface Run {
  readonly rate: number
  readonly arrived: number
  readonly taken: number
  readonly lost: number
  readonly cpuSeconds: number
}

/** Resolves to the seconds it took. */
type Flood = () => Promise<number>

const folder = mkdtempSync(join(tmpdir(), 'dropcorr-bench-'))

async function withTcpdump(flood: Flood): Promise<Run> {
  const file = join(folder, 'tcpdump.pcap')
  const options = ['-p', '-n', '-i', device, '-s', String(snapLength), '-w', file]
  const buffer = ['-B', String(bufferBytes >> 10)]
  const child = spawn(
    'ip',
    ['netns', 'exec', right, 'tcpdump', ...options, ...buffer, `udp port ${port}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const arrivedBefore = arrivals()
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
  while (!text.includes('listening on')) await once(child.stderr, 'data')
  const seconds = await flood()
  // Its ring hands over the last block after a second (libpcap's time-out).
  await wait(1500)
  const cpuSeconds = cpuSecondsOf(child.pid ?? 0)
  child.kill('SIGINT')
  await once(child, 'close')
  const taken = Number(/(\d+) packets captured/.exec(text)?.[1])
  const lost = Number(/(\d+) packets dropped by kernel/.exec(text)?.[1])
  const arrived = arrivals() - arrivedBefore
  return { rate: arrived / seconds, arrived, taken, lost, cpuSeconds }
}

/** `ip netns exec` becomes the program: the pid is tcpdump's. */
function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

async function withDropcorr(flood: Flood): Promise<Run> {
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
  const arrivedBefore = arrivals()
  const childBefore = capture.totals.cpuMs
  const before = process.cpuUsage()
  const timer = setInterval(() => capture.refresh(), 1000)
  const seconds = await flood()
  clearInterval(timer)
  await capture.stop()
  await writer.close()
  const { user, system } = process.cpuUsage(before)
  const { packets, lost, cpuMs } = capture.totals
  const arrived = arrivals() - arrivedBefore
  const cpuSeconds = (cpuMs - childBefore) / 1000 + (user + system) / 1e6
  return { rate: arrived / seconds, arrived, taken: packets, lost, cpuSeconds }
}

const packets = numberOf('--packets', 500_000)
const rounds = numberOf('--rounds', 3)
const rate = numberOf('--rate', 0)

const generator = join(folder, 'packet-flood')
const source = join(packageRoot, 'bench/generator/packet-flood.c')
execFileSync('gcc', ['-O2', '-o', generator, source])

/** Packets that reached the receiving end: a full CPU backlog drops some before any capture could see them. */
function arrivals(): number {
  const links = execFileSync('ip', ['-n', right, '-s', '-j', 'link', 'show', device], {
    encoding: 'utf8',
  })
  const [link] = JSON.parse(links) as readonly { stats64: { rx: { packets: number } } }[]
  return link?.stats64.rx.packets ?? 0
}

/** On CPU 0, as at the other end of a wire; what captures runs where the scheduler puts it. */
async function flood(): Promise<number> {
  const args = ['netns', 'exec', left, generator, device, String(packets), '0', String(rate)]
  const child = spawn('ip', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  await once(child, 'close')
  return Number(/sent \d+ in ([\d.]+) seconds/.exec(text)?.[1])
}

function numberOf(flag: string, fallback: number): number {
  const at = process.argv.indexOf(flag)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

function print(tool: string, runs: readonly Run[]): void {
  const spread = (value: (run: Run) => number, digits: number) =>
    spreadText(spreadOf(runs.map(value)), digits)
  console.log(
    `${tool}: ${spread((run) => run.rate / 1000, 0)} kpps, lost ${spread((run) => run.arrived - run.taken, 0)} of ${spread((run) => run.arrived, 0)} ` +
      `(told by itself ${spread((run) => run.lost, 0)}), CPU ${spread((run) => run.cpuSeconds, 2)} s`,
  )
}

try {
  removeNetns(left, right)
  makePair(left, right, device)
  // So that nothing but the flood arrives.
  for (const name of [left, right]) {
    inNetns(name, 'sysctl', '-qw', `net.ipv6.conf.${device}.disable_ipv6=1`)
  }
  const tcpdump: Run[] = []
  const dropcorr: Run[] = []
  for (let round = 0; round < rounds; round++) {
    tcpdump.push(await withTcpdump(flood))
    dropcorr.push(await withDropcorr(flood))
  }
  print('tcpdump -w', tcpdump)
  print('dropcorr  ', dropcorr)
  const median = (runs: readonly Run[]) => spreadOf(runs.map((run) => run.cpuSeconds)).median
  console.log(`CPU, dropcorr to tcpdump: × ${(median(dropcorr) / median(tcpdump)).toFixed(2)}`)
} finally {
  removeNetns(left, right)
  rmSync(folder, { recursive: true })
}
