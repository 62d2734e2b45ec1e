/**
 * Measures the tracefs source beside `perf record -e skb:kfree_skb -a`, which reads the same event, and beside BPF. As root:
 *   npm run build && node dist/bench/tracefs-flood.js [--packets N] [--rounds N]
 * Prints medians with least and greatest, and keeps them in bench/results/tracefs-flood.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../session/package-root.js'
import { hasProgram } from '../test/live/lab/program.js'
import { floodInTurn } from './drop-flood.js'
import { summarise } from './flood-summary.js'
import { machine } from './machine.js'
import { spreadOf, spreadText, type Spread } from './spread.js'
import { dropcorrBy, perfEvents, type EventCounter } from './tracefs-counters.js'

const options = { packets: numberOf('--packets', 1_000_000), rounds: numberOf('--rounds', 5) }

// An interrupted run puts everything back: Lab cleans up on 'exit'.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const hasPerf = hasProgram('perf')
const counters: readonly EventCounter[] = [
  dropcorrBy('tracefs'),
  dropcorrBy('bpf'),
  ...(hasPerf ? [perfEvents()] : []),
]
const runs = await floodInTurn(
  counters.map(({ tool }) => tool),
  options,
  ({ tool, sent, wallNs, counted }) =>
    console.error(`${tool}: ${Math.round((sent * 1e9) / wallNs)} drops/s, counted ${counted}`),
)
const summaries = summarise(runs).map((summary) => {
  const events = counters.find(({ tool }) => tool.name === summary.tool)?.events ?? []
  return {
    ...summary,
    eventsKept: spreadOrNone(events.map(({ kept }) => kept)),
    eventsLost: spreadOrNone(events.flatMap(({ lost }) => lost ?? [])),
  }
})
print(['tool', 'slow-down', 'count error', 'events kept', 'events lost', 'CPU s', 'MB'])
for (const summary of summaries) {
  print([
    summary.tool,
    `× ${summary.slowDown.toFixed(2)}`,
    textOf(summary.error, 0),
    textOf(summary.eventsKept, 0),
    textOf(summary.eventsLost, 0),
    textOf(summary.cpuSeconds, 2),
    textOf(summary.peakRssMb, 0),
  ])
}
const folder = join(packageRoot, 'bench/results')
mkdirSync(folder, { recursive: true })
const result = { machine: machine(), options, summaries, runs }
writeFileSync(join(folder, 'tracefs-flood.json'), `${JSON.stringify(result, null, 2)}\n`)

function numberOf(flag: string, fallback: number): number {
  const at = process.argv.indexOf(flag)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}

function spreadOrNone(values: readonly number[]): Spread | undefined {
  return values.length === 0 ? undefined : spreadOf(values)
}

function textOf(spread: Spread | undefined, digits: number): string {
  return spread === undefined ? '–' : spreadText(spread, digits)
}

function print(cells: readonly string[]): void {
  const widths = [18, 10, 26, 28, 24, 20, 16]
  console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' '))
}
