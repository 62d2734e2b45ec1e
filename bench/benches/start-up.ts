import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { Lab } from '../../test/live/lab/lab.js'
import { hasProgram } from '../../test/live/lab/program.js'
import { east, twoHosts } from '../../test/live/lab/topology.js'
import type { Bench } from '../bench.js'
import { bpftraceCount } from '../drops/tools/bpftrace-count.js'
import { programVersion } from '../machine.js'
import { spreadOf, spreadText } from '../spread.js'
import { firstDropMs, saidMs } from '../start-up/first-drop.js'

interface Measured {
  readonly name: string
  readonly program?: string
  readonly argv: readonly string[]
  /** Starts argv; resolves to milliseconds. */
  readonly ms: (argv: readonly string[], lab: Lab) => Promise<number>
}

const dropcorr = join(packageRoot, 'dropcorr')
const example = join(packageRoot, 'docs/example/five-faults.db')
/** A drop each half millisecond: the first is due no later than that. */
const dropsPerSecond = 2000
const lastingS = 600

const toItsEnd = ([program = '', ...args]: readonly string[]): Promise<number> => {
  const began = performance.now()
  execFileSync(program, args, { stdio: 'ignore' })
  return Promise.resolve(performance.now() - began)
}

const all: readonly Measured[] = [
  { name: 'node, empty program', argv: [process.execPath, '-e', '0'], ms: toItsEnd },
  { name: 'dropcorr --help', argv: [dropcorr, '--help'], ms: toItsEnd },
  {
    name: 'dropcorr record, first drop',
    argv: [dropcorr, 'record', '--no-packets'],
    ms: (argv, lab) => firstDropMs(lab, argv),
  },
  {
    name: 'dropcorr record with packets, first drop',
    argv: [dropcorr, 'record'],
    ms: (argv, lab) => firstDropMs(lab, argv),
  },
  {
    name: 'bpftrace count(), attached',
    program: 'bpftrace',
    argv: bpftraceCount.argv(''),
    ms: (argv) => saidMs(argv, 'ready'),
  },
  {
    name: 'dropcorr report, example session',
    argv: [dropcorr, 'report', example, '--out', '/dev/null'],
    ms: toItsEnd,
  },
]

const bench: Bench = {
  name: 'start-up',
  title: 'until help is there, until record sees its first drop, until a report is written',
  async run({ rounds, onStep }) {
    const present = all.filter(({ program }) => program === undefined || hasProgram(program))
    const runs = new Map(present.map(({ name }) => [name, [] as number[]]))
    const lab = await Lab.open()
    try {
      await twoHosts(lab)
      const count = dropsPerSecond * lastingS
      await lab.startSender('west', 'udp-send', {
        ...{ to: east.address, port: 9, count, rate: dropsPerSecond, seconds: lastingS },
      })
      for (let round = 0; round < rounds; round++) {
        for (const { name, argv, ms } of present) {
          const taken = await ms(argv, lab)
          runs.get(name)?.push(taken)
          onStep(`${name}: ${taken.toFixed(0)} ms`)
        }
      }
    } finally {
      await lab.tearDown()
    }
    return {
      tools: present.map(({ name, program, argv }) => ({
        name,
        command: argv.join(' '),
        ...(program === undefined ? {} : { version: programVersion(program) }),
      })),
      skipped: all
        .filter((one) => !present.includes(one))
        .map(({ name, program }) => ({ name, why: `${program} is not installed` })),
      tables: [
        {
          title: 'Milliseconds from the start of the process',
          columns: ['what', 'median (least–greatest)'],
          rows: [...runs].map(([name, ms]) => [name, spreadText(spreadOf(ms), 0)]),
        },
      ],
      figures: { runs: Object.fromEntries(runs) },
    }
  },
}

export default bench
