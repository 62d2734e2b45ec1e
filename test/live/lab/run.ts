/**
 * Makes network faults in namespaces and checks what dropcorr says about each.
 *   npm run lab                     all faults
 *   npm run lab -- NAME…            those whose name contains NAME
 *   npm run lab -- --evidence NAME  what the kernel says (bpftrace), without dropcorr
 *   npm run lab -- --keep DIR NAME  keeps each session and report as DIR/NAME.db and .json
 *   npm run lab -- --source SOURCE NAME  records with that drop source (tracefs, drop-monitor) instead of the best
 */
import { mkdirSync } from 'node:fs'
import { NotHere, type NamedFault } from './fault.js'
import { loadFaults } from './load-faults.js'
import { evidenceOf, recordFault } from './run-fault.js'

interface Outcome {
  readonly row: readonly string[]
  readonly details: readonly string[]
  readonly ok: boolean
}

const args = process.argv.slice(2)
const evidenceOnly = args.includes('--evidence')
const keepFolder = valueOf('--keep')
const source = valueOf('--source')
const withValue = ['--keep', '--source']
const patterns = args.filter(
  (word, index) => !word.startsWith('--') && !withValue.includes(args[index - 1] ?? ''),
)
if (keepFolder !== undefined) mkdirSync(keepFolder, { recursive: true })
// An interrupted run puts everything back: Lab cleans up on 'exit'.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

if (process.getuid?.() !== 0) {
  console.error('the fault lab makes network namespaces: run it as root')
  process.exit(1)
}

const faults = (await loadFaults()).filter(
  ({ name }) => patterns.length === 0 || patterns.some((pattern) => name.includes(pattern)),
)
let wrong = 0
print(['fault', 'expected', 'found', 'drops', 'false', 'residue', 's'])
for (const fault of faults) {
  const began = performance.now()
  const outcome = await outcomeOf(fault)
  print([...outcome.row, ((performance.now() - began) / 1000).toFixed(1)])
  for (const line of outcome.details) console.log(`    ${line}`)
  if (!outcome.ok) wrong++
}
console.log(`${faults.length - wrong} of ${faults.length} right`)
process.exitCode = wrong === 0 ? 0 : 1

function valueOf(option: string): string | undefined {
  const at = args.indexOf(option)
  return at < 0 ? undefined : args[at + 1]
}

async function outcomeOf(fault: NamedFault): Promise<Outcome> {
  try {
    return await (evidenceOnly ? evidence(fault) : recorded(fault))
  } catch (error) {
    if (error instanceof NotHere) {
      return { row: [fault.name, `skipped: ${error.message}`], details: [], ok: true }
    }
    return { row: [fault.name, 'failed'], details: [String(error)], ok: false }
  }
}

async function recorded(fault: NamedFault): Promise<Outcome> {
  const { verdict } = await recordFault(fault, { keepFolder, source })
  const { expected, found, dropsExpected, dropsFound, falseFindings, residues, mistakes } = verdict
  const row = [fault.name, expected, found, `${dropsFound}/${dropsExpected}`]
  const counts = [String(falseFindings.length), String(residues.length)]
  return { row: [...row, ...counts], details: mistakes, ok: mistakes.length === 0 }
}

async function evidence(fault: NamedFault): Promise<Outcome> {
  const { causes, seen, mistakes } = await evidenceOf(fault)
  const expected = causes.map(({ cause, drops }) => `${cause} ${drops}`).join(', ')
  const found = seen.map(
    ({ site, reason, protocol, drops }) =>
      `${drops} × ${site}/${reason} 0x${protocol.toString(16)}`,
  )
  return {
    row: [fault.name, expected],
    details: [...found, ...mistakes.map((text) => `WRONG ${text}`)],
    ok: mistakes.length === 0,
  }
}

function print(cells: readonly string[]): void {
  const widths = [34, 44, 44, 12, 6, 8, 6]
  console.log(cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' '))
}
