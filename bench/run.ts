/**
 * Measures dropcorr beside its peers on this machine, as root:
 *   npm run bench                              all
 *   npm run bench -- --packets N --rounds N    smaller or larger floods
 * Prints medians with least and greatest, and keeps them in bench/results.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../session/package-root.js'
import { hasProgram } from '../test/live/lab/program.js'
import { bpftrace } from './drop-counters/bpftrace.js'
import { dropcorr } from './drop-counters/dropcorr.js'
import { perfRecord } from './drop-counters/perf-record.js'
import { floodInTurn } from './drop-flood.js'
import { summarise } from './flood-summary.js'
import { machine } from './machine.js'
import { spreadText, type Spread } from './spread.js'

const options = { packets: numberOf('--packets', 1_000_000), rounds: numberOf('--rounds', 5) }
const peers = [
  { program: 'bpftrace', tool: bpftrace },
  { program: 'perf', tool: perfRecord },
].filter(({ program }) => hasProgram(program))

// An interrupted run puts everything back: Lab cleans up on 'exit'.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const tools = [dropcorr(false), dropcorr(true), ...peers.map(({ tool }) => tool)]
const runs = await floodInTurn(tools, options, ({ tool, sent, wallNs }) =>
  console.error(`${tool}: ${Math.round((sent * 1e9) / wallNs)} drops/s`),
)
const summaries = summarise(runs)
print(['tool', 'drops/s of the flood', 'ns a drop', 'slow-down', 'count error', 'CPU s', 'MB'])
for (const summary of summaries) {
  print([
    summary.tool,
    spreadText(summary.rate, 0),
    spreadText(summary.nsPerDrop, 0),
    `× ${summary.slowDown.toFixed(2)}`,
    textOf(summary.error, 0),
    textOf(summary.cpuSeconds, 2),
    textOf(summary.peakRssMb, 0),
  ])
}
const folder = join(packageRoot, 'bench/results')
mkdirSync(folder, { recursive: true })
const result = { machine: machine(peers.map(({ program }) => program)), options, summaries, runs }
writeFileSync(join(folder, 'drop-flood.json'), `${JSON.stringify(result, null, 2)}\n`)

function numberOf(flag: string, fallback: number): number {
  const at = process.argv.indexOf(flag)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

function textOf(spread: Spread | undefined, digits: number): string {
  return spread === undefined ? '–' : spreadText(spread, digits)
}

function print(cells: readonly string[]): void {
  const widths = [23, 28, 20, 10, 22, 20, 16]
  console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' '))
}
