/**
 * Makes fixtures/sessions anew.
 *   npm run fixtures:sessions            records every fault of the lab (root), then as below
 *   npm run fixtures:sessions -- NAME…   only faults whose name contains NAME
 *   npm run fixtures:sessions -- --from DIR [NAME…]   from sessions that `npm run lab -- --keep DIR` left
 *   npm run fixtures:sessions -- --goldens [NAME…]    only the findings, from the recordings that are there
 * A session whose findings are not what the lab expects is left out and told: a golden of a wrong verdict proves nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { analyze } from '../../../analyze/analyze.js'
import { SessionReader } from '../../../session/reader.js'
import { schemaVersion } from '../../../session/version.js'
import { loadFaults } from '../../live/lab/load-faults.js'
import { mistakesAbout } from './expected-causes.js'
import { goldenOf, goldenText, inLab, type Golden } from './golden.js'
import {
  goldenPath,
  recordedNames,
  recordedText,
  sessionPath,
  withRecorded,
} from './recorded-sessions.js'
import { readSessionRows, sectionsOf } from './session-rows.js'
import { formatName, printSession } from './session-text.js'
import { budgets, trim, trimmed } from './trim.js'

const args = process.argv.slice(2)
const fromAt = args.indexOf('--from')
const given = fromAt < 0 ? undefined : args[fromAt + 1]
const patterns = args.filter(
  (word, i) => !word.startsWith('--') && (fromAt < 0 || i !== fromAt + 1),
)
const isAsked = (name: string): boolean =>
  patterns.length === 0 || patterns.some((pattern) => name.includes(pattern))
const faults = new Map((await loadFaults()).map((fault) => [fault.name, fault]))
let refused = 0

if (args.includes('--goldens')) {
  for (const name of recordedNames().filter(isAsked)) await keep(name, recordedText(name), '')
} else if (given !== undefined) await convertAll(given)
else {
  const folder = mkdtempSync(join(tmpdir(), 'dropcorr-fixtures-'))
  try {
    const lab = fileURLToPath(new URL('../../live/lab/run.js', import.meta.url))
    spawnSync(process.execPath, [lab, '--keep', folder, ...patterns], { stdio: 'inherit' })
    await convertAll(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
process.exitCode = refused === 0 ? 0 : 1

async function convertAll(folder: string): Promise<void> {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.db'))
    .map((file) => file.slice(0, -3))
    .sort()
  for (const name of names.filter(isAsked)) await convert(name, join(folder, `${name}.db`))
}

/** The smallest budget at which the trimmed session tells what the whole one tells. */
async function convert(name: string, path: string): Promise<void> {
  const reader = await SessionReader.open(path)
  try {
    const rows = await readSessionRows(reader)
    const whole = inLab(renamed(goldenOf((await analyze(reader)).findings)))
    let differs: string[] = []
    for (const budget of budgets) {
      const sections = sectionsOf(trim(rows, budget))
      const text = printSession({
        format: formatName,
        schema: schemaVersion,
        trimmed: trimmed(budget),
        sections,
      })
      const golden = await withRecorded(text, async (r) => goldenOf((await analyze(r)).findings))
      const told = inLab(golden)
      differs = [
        ...told.filter((line) => !whole.includes(line)),
        ...whole.filter((line) => !told.includes(line)),
      ]
      if (differs.length === 0)
        return await keep(name, text, `budget ${budgets.indexOf(budget) + 1}`)
    }
    refuse(name, ['trimmed, it tells something else than the whole session:', ...differs])
  } finally {
    await reader.close()
  }
}

async function keep(name: string, text: string, note: string): Promise<void> {
  const { findings } = await withRecorded(text, (reader) => analyze(reader))
  const fault = faults.get(name)
  const mistakes =
    fault === undefined ? ['the lab has no such fault'] : mistakesAbout(fault, findings)
  if (mistakes.length > 0) return refuse(name, mistakes)
  writeFileSync(sessionPath(name), text)
  writeFileSync(goldenPath(name), goldenText(goldenOf(findings)))
  console.log(`${name}: ${Math.ceil(text.length / 1024)} KiB ${note}`)
}

function refuse(name: string, why: readonly string[]): void {
  refused++
  console.log(`${name}: NOT WRITTEN`)
  for (const line of why) console.log(`    ${line}`)
}

/** Namespaces as a trimmed session names them. */
function renamed(golden: Golden): Golden {
  return JSON.parse(JSON.stringify(golden).replace(/dclab\d+-/g, 'lab-')) as Golden
}
