import { analyze } from '../analyze/analyze.js'
import { compare, type Comparison } from '../analyze/compare/compare.js'
import type { Change } from '../analyze/compare/rates.js'
import type { Findings } from '../analyze/finding.js'
import { renderDiff } from '../reports/diff/render-diff.js'
import { exitCode } from '../session/dropcorr-error.js'
import { openReader } from './redacted-reader.js'
import { openOutput } from './open-output.js'
import type { DiffFailure, DiffOptions } from './options/diff-options.js'
import type { Terminal } from './terminal.js'

/** Analyses two sessions and writes what changed. Resolves to the exit code. */
export async function runDiff(options: DiffOptions, terminal: Terminal): Promise<number> {
  const { format, out, failOn, redactSecret } = options
  const diff = compare(
    await findingsOf(options.before, redactSecret),
    await findingsOf(options.after, redactSecret),
  )
  const text = await renderDiff(diff, format)
  if (out === '-') await terminal.out(text)
  else {
    const output = openOutput(out, [options.before, options.after], terminal)
    await output.write(text)
    output.close()
    await terminal.out(await renderDiff(diff, 'text'))
    terminal.err(`written: ${out}\n`)
  }
  return failOn !== undefined && fails(diff, failOn) ? exitCode.failOn : exitCode.done
}

async function findingsOf(path: string, secret: Uint8Array | undefined): Promise<Findings> {
  const { reader, close } = await openReader(path, secret)
  try {
    return (await analyze(reader)).findings
  } finally {
    await close()
  }
}

const failing: Readonly<Record<DiffFailure, readonly Change[]>> = {
  'new-problem': ['new'],
  worse: ['new', 'worse'],
  change: ['new', 'worse', 'better', 'gone'],
}

/** What is not explained counts as a problem. */
export const fails = ({ findings }: Comparison, failOn: DiffFailure): boolean =>
  findings.some(({ severity, change }) => severity !== 'benign' && failing[failOn].includes(change))
