import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import { hasProgram } from '../../test/live/lab/program.js'
import { guestOut } from '../../test/vm/guest-script.js'
import { NoMachine, prepareMachine, runInMachine } from '../../test/vm/virtual-machine.js'
import type { Bench, BenchOutcome } from '../bench.js'
import { spreadOf, spreadText } from '../spread.js'
import type { GuestRun } from '../vm/guest-run.js'
import { listeners, type Listener } from '../vm/listeners.js'

const kernel = '6.12'
const fullPackets = 20_000
const guestTimeoutS = 3600

interface ListenerRun extends GuestRun {
  readonly listener: string
  readonly told: number
}

const bench: Bench = {
  name: 'net-dm-flood',
  title: `drops that listeners of NET_DM's packet mode miss under a flood, in a virtual machine with kernel ${kernel}`,
  async run({ rounds, scale, onStep }) {
    const skipped = listeners.filter((one) => !isHere(one))
    const missing = skipped.map(({ name, package: from }) => ({
      name,
      why: `not installed: apt-get install ${from}`,
    }))
    try {
      await prepareMachine(kernel)
    } catch (error) {
      if (!(error instanceof NoMachine)) throw error
      const why = `no virtual machine here: ${error.message}`
      return nothing([...missing, ...listeners.filter(isHere).map(({ name }) => ({ name, why }))])
    }
    const packets = Math.round(fullPackets * scale)
    const { runs, guestKernel } = await floodGuest(packets, rounds, onStep)
    return outcome(runs, { guestKernel, packets }, missing)
  },
}

export default bench

const isHere = ({ program }: Listener): boolean => program.startsWith('/') || hasProgram(program)

const nothing = (skipped: BenchOutcome['skipped']): BenchOutcome => ({
  ...{ tools: [], skipped, tables: [], figures: {} },
})

async function floodGuest(
  packets: number,
  rounds: number,
  onStep: (text: string) => void,
): Promise<{ readonly runs: readonly ListenerRun[]; readonly guestKernel: string }> {
  const present = listeners.filter(isHere)
  const outFolder = mkdtempSync(join(tmpdir(), 'dropcorr-vm-bench-'))
  try {
    const flooder = await compiled('udp-flood', [join(packageRoot, 'bench/generator/udp-flood.c')])
    const guest = join(packageRoot, 'dist/bench/vm/guest-flood.js')
    const names = present.map(({ name }) => `'${name}'`).join(' ')
    const script = [
      `uname -r >${guestOut}/kernel`,
      'modprobe drop_monitor',
      `${process.execPath} ${guest} ${flooder} ${packets} ${rounds} ${names}`,
    ].join('\n')
    onStep(await runInMachine({ kernel, script, outFolder, timeoutS: guestTimeoutS }))
    const runs: ListenerRun[] = []
    for (const { name, told } of present) {
      for (let round = 0; round < rounds; round++) {
        const folder = join(outFolder, `${round}-${name}`)
        const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as GuestRun
        runs.push({ listener: name, told: await told(folder), ...run })
      }
    }
    return { runs, guestKernel: readFileSync(join(outFolder, 'kernel'), 'utf8').trim() }
  } finally {
    rmSync(outFolder, { recursive: true })
  }
}

function outcome(
  runs: readonly ListenerRun[],
  setting: { readonly guestKernel: string; readonly packets: number },
  skipped: BenchOutcome['skipped'],
): BenchOutcome {
  const present = listeners.filter(isHere)
  const summaries = present.map(({ name }) => {
    const own = runs.filter(({ listener }) => listener === name)
    const of = (value: (run: ListenerRun) => number) => spreadOf(own.map(value))
    return {
      listener: name,
      told: of(({ told }) => told),
      lostPercent: of(({ dropped, told }) => (100 * (dropped - told)) / dropped),
      queueDrops: of(({ queueDrops }) => queueDrops),
      socketDrops: of(({ socketDrops }) => socketDrops),
      cpuSeconds: of(({ cpuMs }) => cpuMs / 1000),
      peakRssMb: of(({ peakRssKb }) => peakRssKb / 1024),
      floodPerSecond: of(({ sent, floodWallNs }) => (sent * 1e9) / floodWallNs),
    }
  })
  return {
    tools: present.map(({ name, argv, startText, package: from }) => ({
      name,
      command: [argv.join(' '), ...(startText?.trim().split('\n') ?? [])].join('; then typed: '),
      ...(from === undefined ? {} : { version: packageVersion(from) }),
    })),
    skipped,
    tables: [
      {
        title: `${setting.packets} datagrams to a closed port, median (least–greatest)`,
        columns: [
          ...['listener', 'told', 'lost %', 'queue full', 'socket full', 'CPU s', 'MB'],
          'drops/s of the flood',
        ],
        rows: summaries.map((each) => [
          each.listener,
          spreadText(each.told, 0),
          spreadText(each.lostPercent, 2),
          spreadText(each.queueDrops, 0),
          spreadText(each.socketDrops, 0),
          spreadText(each.cpuSeconds, 1),
          spreadText(each.peakRssMb, 0),
          spreadText(each.floodPerSecond, 0),
        ]),
      },
    ],
    figures: { ...setting, summaries, runs },
  }
}

function packageVersion(name: string): string {
  return execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' })
}
