/**
 * Drops that listeners of NET_DM's packet mode miss under a flood, in a virtual machine:
 *   npm run bench:vm                                    kernel 6.12, 20 000 datagrams to a closed port
 *   npm run bench:vm -- --kernel 6.1 --packets N
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasProgram } from '../../test/live/lab/program.js'
import { packetTool } from '../../test/live/lab/packet-tool.js'
import { guestOut } from '../../test/vm/guest-script.js'
import { prepareMachine, runInMachine } from '../../test/vm/virtual-machine.js'
import { listeners, type Listener } from './listeners.js'

const kernel = valueOf('--kernel', '6.12')
const packets = Number(valueOf('--packets', '20000'))
/** Seconds after the flood in which a listener may still read. */
const drainS = 5

const present = listeners.filter(({ program }) => program.startsWith('/') || hasProgram(program))
for (const { name } of listeners.filter((one) => !present.includes(one)))
  console.error(`${name} is not installed: apt-get install dropwatch`)

await prepareMachine(kernel)
const outFolder = mkdtempSync(join(tmpdir(), 'dropcorr-vm-bench-'))
const tool = await packetTool()
// Each in a machine of its own: one that is killed leaves the monitor on, and nobody else can configure it then.
for (const one of present) {
  const script = `modprobe drop_monitor\n${floodUnder(one, tool)}`
  console.error(await runInMachine({ kernel, script, outFolder, timeoutS: 5 * 60 }))
}
print(['listener', 'sent', 'told', 'lost', 'lost %', 'CPU s', 'flood s'])
for (const { name, told } of present) {
  const folder = join(outFolder, name)
  const heard = await told(folder)
  const lost = packets - heard
  const percent = ((100 * lost) / packets).toFixed(1)
  print([name, packets, heard, lost, percent, number(folder, 'cpu'), number(folder, 'flood')])
}
rmSync(outFolder, { recursive: true })

/** Ticks of a process, its ended children included, are fields 14 to 17 of its stat; there are 100 a second. */
function floodUnder({ name, start, stop }: Listener, tool: string): string {
  return [
    `mkdir -p ${guestOut}/${name} && cd ${guestOut}/${name}`,
    start,
    "ticks() { awk '{ print $14 + $15 + $16 + $17 }' /proc/$listener/stat; }",
    'uptime() { cut -d " " -f 1 /proc/uptime; }',
    'before=$(ticks) began=$(uptime)',
    `${tool} udp-send --to 127.0.0.1 --port 9201 --count ${packets} --burst 64`,
    'ended=$(uptime)',
    `sleep ${drainS}`,
    'echo "$before $(ticks)" | awk \'{ print ($2 - $1) / 100 }\' >cpu',
    'echo "$began $ended" | awk \'{ print $2 - $1 }\' >flood',
    stop,
    // How it ended is told by what it wrote.
    'true',
  ].join('\n')
}

function number(folder: string, file: string): string {
  const path = join(folder, file)
  return existsSync(path) ? Number(readFileSync(path, 'utf8')).toFixed(1) : '–'
}

function valueOf(flag: string, fallback: string): string {
  const at = process.argv.indexOf(flag)
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback)
}

function print(cells: readonly (string | number)[]): void {
  console.log(cells.map((cell) => String(cell).padEnd(12)).join(' '))
}
