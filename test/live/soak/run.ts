/**
 * Records for long under moderate load with churn and tells whether the recorder stays as it was, as root:
 *   npm run soak -- [--minutes N] [-- OPTIONS OF RECORD]      60 minutes unless given
 * Samples each process of the recorder every five seconds. A measure is flat if its trend (trend.ts) after the first
 * quarter stays within its allowance an hour (measures.ts). Drops are counted to the last beside that. Exits with 1 if a
 * trend is not flat or a count is wrong; keeps all samples in bench/results/soak.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { packageRoot } from '../../../session/package-root.js'
import { SessionReader } from '../../../session/reader.js'
import { sessionFileBytes } from '../../../session/session-file.js'
import { Lab } from '../lab/lab.js'
import { netnsName } from '../lab/netns.js'
import { Recording } from '../lab/recording.js'
import { Measures } from './measures.js'
import {
  churnEveryMs,
  churnNetns,
  dropsPerChurn,
  loadInterfaces,
  ModerateLoad,
} from './moderate-load.js'
import { helpersOf, resourcesOf } from './process-resources.js'

// An interrupted run puts everything back: Lab and Recording clean up on 'exit'.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

const words = process.argv.slice(2)
const split = words.includes('--') ? words.indexOf('--') : words.length
const minutesAt = words.slice(0, split).indexOf('--minutes')
const minutes = minutesAt < 0 ? 60 : Number(words[minutesAt + 1])
const resultsFile = join(packageRoot, 'bench/results/soak.json')

const lab = await Lab.open()
try {
  const load = await ModerateLoad.prepare(lab, minutes * 60)
  const recording = await Recording.start(lab.folder, [
    ...loadInterfaces.flatMap((name) => ['-i', name]),
    ...words.slice(split + 1),
  ])
  const measures = await soak(load, recording)
  const made = await load.dropsMade()
  await recording.stop()
  recording.kill()
  const right = await countsAreRight(recording.session, made, load.rounds * dropsPerChurn)
  const flat = printTrends(measures)
  mkdirSync(dirname(resultsFile), { recursive: true })
  writeFileSync(resultsFile, `${JSON.stringify({ minutes, samples: measures.samples })}\n`)
  process.exitCode = flat && right ? 0 : 1
} finally {
  await lab.tearDown()
}

/** Until the senders have sent all: they pause between bursts, and take a little longer than the minutes given. */
async function soak(load: ModerateLoad, { pid, session }: Recording): Promise<Measures> {
  const measures = new Measures()
  const startMs = performance.now()
  await load.start()
  while (load.isSending) {
    const beginMs = performance.now()
    await load.churn()
    const atMs = performance.now() - startMs
    if (resourcesOf(pid) === undefined)
      throw new Error(`the recorder ended after ${Math.round(atMs / 60_000)} minutes`)
    for (const [name, id] of new Map([['recorder', pid], ...helpersOf(pid)])) {
      const resources = resourcesOf(id)
      if (resources !== undefined) measures.addProcess(atMs, name, id, resources)
    }
    measures.addSession(atMs, sessionFileBytes(session))
    await wait(Math.max(0, churnEveryMs - (performance.now() - beginMs)))
  }
  return measures
}

/** Prints what was recorded of what was made; true if all of it was. */
async function countsAreRight(path: string, made: number, churned: number): Promise<boolean> {
  const reader = await SessionReader.open(path)
  try {
    const dropsIn = async (netns: string): Promise<number> => {
      const [row] = await reader.query(
        `SELECT total(drops) AS drops FROM drop_count JOIN drop_key k ON k.id = key JOIN netns n ON n.id = k.netns
         WHERE reason = 'NO_SOCKET' AND (n.name = ? OR n.name GLOB ?)`,
        // A namespace made while the last one of its name was still there: '#' and its id.
        [netns, `${netns}#*`],
      )
      return Number(row?.['drops'])
    }
    const steady = await dropsIn(netnsName('east'))
    const coming = await dropsIn(churnNetns)
    console.log(
      `drops: steady ${steady} of ${made}, in namespaces that came and went ${coming} of ${churned}`,
    )
    for (const { source, status, why, lost } of await reader.rows('source_health')) {
      console.log(
        `${source}: ${status}${lost > 0 ? `, lost ${lost}` : ''}${why === '' ? '' : ` (${why})`}`,
      )
    }
    return steady === made && coming === churned
  } finally {
    await reader.close()
  }
}

/** Prints a table; true if every measure is flat. */
function printTrends(measures: Measures): boolean {
  const warmUpMs = (minutes * 60_000) / 4
  let flat = true
  print(['process', 'measure', 'first', 'last', 'max', 'per hour', 'flat'])
  for (const judgement of measures.judge(warmUpMs)) {
    const { process: name, measure, trend } = judgement
    flat &&= judgement.flat
    const figures = [trend?.first, trend?.last, trend?.max, trend?.perHour]
    print([
      ...[name, measure, ...figures.map((figure) => figure?.toFixed(1) ?? 'too few samples')],
      judgement.flat ? 'yes' : 'NO',
    ])
  }
  return flat
}

function print(cells: readonly string[]): void {
  console.log(cells.map((cell, index) => cell.padEnd(index < 2 ? 20 : 10)).join(' '))
}
