import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Findings } from '../../analyze/finding.js'
import { packageRoot } from '../../session/package-root.js'
import { measuredCommand, type CommandCost } from './measured-command.js'

export interface MeasuredReport extends CommandCost {
  readonly sessionMb: number
  /** Causes whose count is not the known one; must be none. */
  readonly wrong: readonly string[]
}

export const reportCommand = (session: string, json: string): readonly string[] => [
  process.execPath,
  join(packageRoot, 'dist/cli/main.js'),
  ...['report', session, '--format', 'json', '--out', json],
]

/** `truth`: drops by cause, all of them. */
export async function measureReport(
  session: string,
  truth: Readonly<Record<string, number>>,
): Promise<MeasuredReport> {
  const json = `${session}.json`
  const cost = await measuredCommand(reportCommand(session, json))
  const { findings } = JSON.parse(readFileSync(json, 'utf8')) as Findings
  const wrong = Object.entries(truth).flatMap(([cause, drops]) => {
    const counted = findings
      .filter((finding) => finding.cause === cause)
      .reduce((sum, finding) => sum + finding.drops, 0)
    return counted === drops ? [] : [`${cause} ${counted} for ${drops}`]
  })
  return { ...cost, sessionMb: statSync(session).size / 2 ** 20, wrong }
}
