/**
 * Measures dropcorr beside its peers on this machine, as root:
 *   npm run bench                              all of bench/benches
 *   npm run bench -- NAME…                     those whose name contains NAME
 *   npm run bench -- --rounds N --scale F      rounds of each tool (5), share of the full size (1)
 *   npm run bench -- --list                    names and titles only
 * Prints medians with least and greatest, and keeps them with every single run in bench/results/NAME.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadFolder } from '../session/load-folder.js'
import { packageRoot } from '../session/package-root.js'
import type { Bench, BenchOptions, BenchOutcome } from './bench.js'
import { machine } from './machine.js'
import { tableLines } from './table.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    list: { type: 'boolean', default: false },
  },
})
const options: BenchOptions = {
  rounds: positive(values.rounds, '--rounds'),
  scale: positive(values.scale, '--scale'),
  onStep: (text) => console.error(`  ${text}`),
}
const results = join(packageRoot, 'bench/results')

// An interrupted run puts everything back: Lab cleans up on 'exit'.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const all = await loadFolder<Bench>(new URL('./benches/', import.meta.url))
const chosen = all.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
)
if (chosen.length === 0)
  fail(`no bench is named so; there are: ${all.map(({ name }) => name).join(', ')}`)
if (values.list) {
  for (const { name, title } of chosen) console.log(`${name.padEnd(20)} ${title}`)
} else {
  if (process.getuid?.() !== 0) fail('benches make network namespaces and record: run them as root')
  mkdirSync(results, { recursive: true })
  for (const bench of chosen) await measure(bench)
}

async function measure(bench: Bench): Promise<void> {
  const obstacle = bench.obstacle?.()
  if (obstacle !== undefined) {
    console.log(`\n${bench.name}: SKIPPED: ${obstacle}`)
    return
  }
  console.error(`${bench.name}: ${bench.title}`)
  const outcome = await bench.run(options)
  print(bench, outcome)
  const { tools, skipped, figures } = outcome
  const { rounds, scale } = options
  const result = { bench: bench.name, machine: machine(), rounds, scale, tools, skipped, figures }
  writeFileSync(join(results, `${bench.name}.json`), `${JSON.stringify(result, null, 2)}\n`)
}

function print({ name, title }: Bench, { tools, skipped, tables }: BenchOutcome): void {
  console.log(`\n# ${name}: ${title}`)
  for (const tool of tools) {
    console.log(
      `${tool.name}: ${tool.command}${tool.version === undefined ? '' : `   (${tool.version})`}`,
    )
  }
  for (const { name: tool, why } of skipped) console.log(`${tool}: SKIPPED: ${why}`)
  for (const table of tables) console.log(['', ...tableLines(table)].join('\n'))
}

function positive(text: string, flag: string): number {
  const value = Number(text)
  if (!(value > 0)) fail(`${flag} ${text}: not a number above 0`)
  return value
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}
