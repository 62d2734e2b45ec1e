import { hasProgram } from '../../test/live/lab/program.js'
import type { Bench } from '../bench.js'
import { bpftrace } from '../drop-counters/bpftrace.js'
import { dropcorr } from '../drop-counters/dropcorr.js'
import { perfRecord } from '../drop-counters/perf-record.js'
import { floodInTurn } from '../drop-flood.js'
import { summarise } from '../flood-summary.js'
import { programVersion } from '../machine.js'
import { spreadText, type Spread } from '../spread.js'

const fullPackets = 1_000_000

const bench: Bench = {
  name: 'drop-flood',
  title: 'a flood of drops at one site, counted by each tool in turn',
  async run({ rounds, scale, onStep }) {
    const peers = [
      { program: 'bpftrace', tool: bpftrace },
      { program: 'perf', tool: perfRecord },
    ]
    const present = peers.filter(({ program }) => hasProgram(program))
    const tools = [dropcorr(false), dropcorr(true), ...present.map(({ tool }) => tool)]
    const runs = await floodInTurn(
      tools,
      { packets: Math.round(fullPackets * scale), rounds },
      ({ tool, sent, wallNs }) => onStep(`${tool}: ${Math.round((sent * 1e9) / wallNs)} drops/s`),
    )
    const summaries = summarise(runs)
    return {
      tools: present.map(({ program, tool }) => ({
        name: tool.name,
        command: program,
        version: programVersion(program),
      })),
      skipped: peers
        .filter((peer) => !present.includes(peer))
        .map(({ program, tool }) => ({ name: tool.name, why: `${program} is not installed` })),
      tables: [
        {
          title: 'Median (least–greatest)',
          columns: ['tool', 'drops/s', 'ns a drop', 'slow-down', 'count error', 'CPU s', 'MB'],
          rows: summaries.map((summary) => [
            summary.tool,
            spreadText(summary.rate, 0),
            spreadText(summary.nsPerDrop, 0),
            `× ${summary.slowDown.toFixed(2)}`,
            textOf(summary.error, 0),
            textOf(summary.cpuSeconds, 2),
            textOf(summary.peakRssMb, 0),
          ]),
        },
      ],
      figures: { summaries, runs },
    }
  },
}

export default bench

function textOf(spread: Spread | undefined, digits: number): string {
  return spread === undefined ? '–' : spreadText(spread, digits)
}
