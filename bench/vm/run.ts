/**
 * Drops that listeners of NET_DM's packet mode miss under a flood, and the BPF source beside them, in a virtual machine:
 *   npm run bench:vm                                    kernel 6.12, 20 000 datagrams to a closed port, 3 rounds
 *   npm run bench:vm -- --kernel 6.1 --packets N --rounds N
 * Prints medians with least and greatest, and keeps them in bench/results.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import { hasProgram } from '../../test/live/lab/program.js'
import { guestOut } from '../../test/vm/guest-script.js'
import { prepareMachine, runInMachine } from '../../test/vm/virtual-machine.js'
import { machine } from '../machine.js'
import { spreadOf, spreadText } from '../spread.js'
import type { GuestRun } from './guest-run.js'
import { listeners } from './listeners.js'

const kernel = valueOf('--kernel', '6.12')
const packets = Number(valueOf('--packets', '20000'))
const rounds = Number(valueOf('--rounds', '3'))

const present = listeners.filter(({ program }) => program.startsWith('/') || hasProgram(program))
for (const { name, package: from } of listeners.filter((one) => !present.includes(one)))
  console.error(`${name} is not installed: apt-get install ${from}`)

await prepareMachine(kernel)
const outFolder = mkdtempSync(join(tmpdir(), 'dropcorr-vm-bench-'))
const flooder = await compiled('udp-flood', [join(packageRoot, 'bench/generator/udp-flood.c')])
const guest = join(packageRoot, 'dist/bench/vm/guest-flood.js')
const names = present.map(({ name }) => `'${name}'`).join(' ')
const script = [
  `uname -r >${guestOut}/kernel`,
  'modprobe drop_monitor',
  `${process.execPath} ${guest} ${flooder} ${packets} ${rounds} ${names}`,
].join('\n')
console.error(await runInMachine({ kernel, script, outFolder, timeoutS: 3600 }))

interface Run extends GuestRun {
  readonly listener: string
  readonly told: number
}

const runs: Run[] = []
for (const { name, told } of present) {
  for (let round = 0; round < rounds; round++) {
    const folder = join(outFolder, `${round}-${name}`)
    const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as GuestRun
    runs.push({ listener: name, told: await told(folder), ...run })
  }
}
const summaries = present.map(({ name }) => {
  const own = runs.filter(({ listener }) => listener === name)
  return {
    listener: name,
    dropped: spreadOf(own.map(({ dropped }) => dropped)),
    told: spreadOf(own.map(({ told }) => told)),
    lostPercent: spreadOf(own.map(({ dropped, told }) => (100 * (dropped - told)) / dropped)),
    queueDrops: spreadOf(own.map(({ queueDrops }) => queueDrops)),
    socketDrops: spreadOf(own.map(({ socketDrops }) => socketDrops)),
    cpuSeconds: spreadOf(own.map(({ cpuMs }) => cpuMs / 1000)),
    peakRssMb: spreadOf(own.map(({ peakRssKb }) => peakRssKb / 1024)),
    floodPerSecond: spreadOf(own.map(({ sent, floodWallNs }) => (sent * 1e9) / floodWallNs)),
  }
})
print(['listener', 'told', 'lost %', 'queue full', 'socket full', 'CPU s', 'MB', 'flood/s'])
for (const each of summaries) {
  print([
    each.listener,
    spreadText(each.told, 0),
    spreadText(each.lostPercent, 2),
    spreadText(each.queueDrops, 0),
    spreadText(each.socketDrops, 0),
    spreadText(each.cpuSeconds, 1),
    spreadText(each.peakRssMb, 0),
    spreadText(each.floodPerSecond, 0),
  ])
}
const folder = join(packageRoot, 'bench/results')
mkdirSync(folder, { recursive: true })
const result = {
  host: machine(),
  guest: { kernel: readFileSync(join(outFolder, 'kernel'), 'utf8').trim(), cpus: 2 },
  packets,
  rounds,
  listeners: present.map((one) => ({
    name: one.name,
    command: one.argv.join(' '),
    ...(one.startText === undefined ? {} : { typed: one.startText }),
    ...(one.package === undefined ? {} : { version: packageVersion(one.package) }),
  })),
  summaries,
  runs,
}
writeFileSync(join(folder, 'net-dm-flood.json'), `${JSON.stringify(result, null, 2)}\n`)
rmSync(outFolder, { recursive: true })

function packageVersion(name: string): string {
  return execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' })
}

function valueOf(flag: string, fallback: string): string {
  const at = process.argv.indexOf(flag)
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback)
}

function print(cells: readonly string[]): void {
  const widths = [22, 22, 20, 22, 22, 18, 16, 22]
  console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' '))
}
