import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { packageRoot } from '../../session/package-root.js'
import { compiled } from '../../test/live/lab/compiled.js'
import { Lab } from '../../test/live/lab/lab.js'
import type { RunningProgram } from '../../test/live/lab/program.js'
import { Recording } from '../../test/live/lab/recording.js'
import { east, twoHosts } from '../../test/live/lab/topology.js'
import type { Bench } from '../bench.js'
import { spreadOf, spreadText, type Spread } from '../spread.js'

/** Of one measurement: some seven seconds. */
const fullEchoes = 6000
const gapUs = 1000
const port = 9100
/** More than any measurement lasts. */
const endless = 2 ** 31

interface Setting {
  readonly name: string
  readonly command: string
  /** Returns what ends it. */
  start(lab: Lab, folder: string): Promise<() => Promise<unknown>>
}

const dropcorr = (options: readonly string[]): Setting => {
  const command = ['dropcorr record', ...options].join(' ')
  return {
    name: command,
    command: `${command} --out FOLDER/session.db`,
    start: async (_, folder) => {
      const recording = await Recording.start(folder, options)
      return () => recording.stop().finally(() => recording.kill())
    },
  }
}

/** Of the flood's two ends, as dropcorr captures them; with its snap length and its size of rings. */
const tcpdump = (folder: string, host: string): string =>
  `tcpdump -p -n -i lan0 -s 128 -B 65536 -w ${folder}/${host}.pcap`
const captured = ['east', 'west'] as const

const settings: readonly Setting[] = [
  { name: 'not recorded', command: '', start: () => Promise.resolve(() => Promise.resolve()) },
  dropcorr(['--no-packets']),
  dropcorr([]),
  {
    name: 'tcpdump -w, both ends',
    command: captured.map((host) => tcpdump('FOLDER', host)).join(' & '),
    start: async (lab, folder) => {
      const running = await Promise.all(
        captured.map((host) => lab.start(host, tcpdump(folder, host))),
      )
      const files = captured.map((host) => join(folder, `${host}.pcap`))
      const signal = AbortSignal.timeout(10_000)
      while (!files.every((file) => existsSync(file))) await pause(20, undefined, { signal })
      return () => Promise.all(running.map((program) => ended(program)))
    },
  },
]

interface EchoRun {
  readonly setting: string
  readonly p50Ns: number
  readonly p99Ns: number
  readonly maxNs: number
}

const bench: Bench = {
  name: 'responsiveness',
  title:
    'round trips of an echo server while UDP floods a stopped receiver at full rate, with and without recording',
  async run({ rounds, scale, onStep }) {
    const echo = await compiled('echo-latency', [source('echo-latency.c')])
    const flooder = await compiled('udp-flood', [source('udp-flood.c')])
    const lab = await Lab.open()
    const runs: EchoRun[] = []
    try {
      await twoHosts(lab)
      await lab.addHost('echo')
      await lab.startTool('east', 'udp-receive', { bind: east.address, port, mode: 'never' })
      const echoes = Math.round(fullEchoes * scale)
      for (let round = 0; round < rounds; round++) {
        for (const setting of settings) {
          const folder = mkdtempSync(join(lab.folder, 'recording-'))
          const end = await setting.start(lab, folder)
          const flood = await lab.start('west', `${flooder} ${endless} ${east.address} ${port}`)
          try {
            const text = await lab.run('echo', `${echo} ${echoes} ${gapUs}`)
            const run = { setting: setting.name, ...(JSON.parse(text) as Omit<EchoRun, 'setting'>) }
            runs.push(run)
            onStep(`${setting.name}: p99 ${(run.p99Ns / 1000).toFixed(0)} µs`)
          } finally {
            await ended(flood)
            await end()
            rmSync(folder, { recursive: true })
          }
        }
      }
    } finally {
      await lab.tearDown()
    }
    const p99Of = (setting: string) => runs.filter((run) => run.setting === setting)
    const summaries = settings.map(({ name }) => ({
      name,
      p50Us: micros(p99Of(name).map(({ p50Ns }) => p50Ns)),
      p99Us: micros(p99Of(name).map(({ p99Ns }) => p99Ns)),
    }))
    const base = summaries[0]?.p99Us.median ?? NaN
    return {
      tools: settings.map(({ name, command }) => ({
        name,
        command: `${flooder} ${endless} ${east.address} ${port} & ${command === '' ? '' : `${command} & `}${echo} ${fullEchoes} ${gapUs}`,
      })),
      skipped: [],
      tables: [
        {
          title: 'Round trips in microseconds, median (least–greatest) of the runs',
          columns: ['', 'p50', 'p99', 'p99 against not recorded'],
          rows: summaries.map(({ name, p50Us, p99Us }) => [
            name,
            spreadText(p50Us, 0),
            spreadText(p99Us, 0),
            `× ${(p99Us.median / base).toFixed(2)}`,
          ]),
        },
      ],
      figures: { summaries, runs },
    }
  },
}

export default bench

const source = (name: string): string => join(packageRoot, 'bench/generator', name)

const micros = (ns: readonly number[]): Spread => spreadOf(ns.map((value) => value / 1000))

async function ended(program: RunningProgram): Promise<void> {
  program.signal('SIGKILL')
  await program.ended()
}
