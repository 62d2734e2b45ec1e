/**
 * Records what dropcorr and the drop monitors of other kernels say to each other, as fixtures for the tests everywhere:
 *   npm run build && node dist/test/vm/record-alerts.js [KERNEL…]
 * writes fixtures/raw/net_dm/recorded-KERNEL/{summary,packet}, one file a netlink message, and a README.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../live/lab/compiled.js'
import { packetTool } from '../live/lab/packet-tool.js'
import { netDmExchange } from './exchange.js'
import { recordedFaults } from './guest-faults.js'
import { guestOut } from './guest-script.js'
import { hardwareTrap } from './hardware-trap.js'
import { prepareMachine, runInMachine } from './virtual-machine.js'

const modes = ['summary', 'packet'] as const
const kernels = process.argv.length > 2 ? process.argv.slice(2) : ['5.10', '6.1', '6.12']
const main = join(packageRoot, 'dist/cli/main.js')

for (const kernel of kernels) {
  await prepareMachine(kernel)
  const outFolder = mkdtempSync(join(tmpdir(), 'dropcorr-vm-alerts-'))
  const script = guestScript(await packetTool(), await tapTool())
  console.log(await runInMachine({ kernel, script, outFolder, timeoutS: 15 * 60 }))
  for (const mode of modes) keep(kernel, mode, join(outFolder, mode))
  describeFixtures(kernel, readFileSync(join(outFolder, 'kernel'), 'utf8').trim())
  rmSync(outFolder, { recursive: true })
}

function tapTool(): Promise<string> {
  return compiled('netlink-tap', [join(packageRoot, 'test/vm/tools/netlink-tap.c')])
}

function guestScript(tool: string, tap: string): string {
  return [
    `export tool=${tool} measured=/root/traps`,
    `uname -r >${guestOut}/kernel`,
    'modprobe drop_monitor',
    'modprobe nlmon',
    'ip link add nlmon0 type nlmon && ip link set nlmon0 up',
    recordedFaults.setUp,
    `cat >/root/faults.sh <<'END'`,
    recordedFaults.make,
    'if [ -e /sys/bus/netdevsim/devices/netdevsim10 ]; then',
    hardwareTrap.make,
    'fi',
    'END',
    `if modprobe netdevsim; then\n${hardwareTrap.setUp}\nfi`,
    ...modes.flatMap((mode) => [
      `mkdir -p /root/${mode}`,
      `${tap} /root/${mode} &`,
      `${process.execPath} ${main} record --source drop-monitor --alert-mode ${mode} --no-packets ` +
        `--out /root/${mode}.db -- /bin/sh /root/faults.sh`,
      'kill $!',
      `cp -a /root/${mode} ${guestOut}/`,
    ]),
  ].join('\n')
}

function keep(kernel: string, mode: string, from: string): void {
  const to = join(packageRoot, 'fixtures/raw/net_dm', `recorded-${kernel}`, mode)
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  const messages = readdirSync(from)
    .sort()
    .map((name) => readFileSync(join(from, name)))
  const exchange = netDmExchange(messages)
  for (const { name, bytes } of exchange) writeFileSync(join(to, `${name}.bin`), bytes)
  console.log(`kernel ${kernel}, ${mode} mode: ${exchange.length} messages in ${to}`)
}

function describeFixtures(kernel: string, release: string): void {
  const text = [
    `# NET_DM of kernel ${release}`,
    '',
    `Recorded on ${new Date().toISOString().slice(0, 10)} in a virtual machine (Debian's own kernel) by`,
    `\`node dist/test/vm/record-alerts.js ${kernel}\`: all netlink messages between dropcorr and the drop monitor, seen by nlmon.`,
    `\`tx\` is from dropcorr, \`rx\` from the kernel. The faults are those of \`recordedFaults\` in test/vm/guest-faults.ts and the`,
    'simulated device of test/vm/hardware-trap.ts.',
    '',
  ]
  const folder = join(packageRoot, 'fixtures/raw/net_dm', `recorded-${kernel}`)
  writeFileSync(join(folder, 'README.md'), text.join('\n'))
}
