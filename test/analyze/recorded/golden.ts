/** What of the findings is held by fixtures/sessions/NAME.findings.json: what they say, not how they word it. */
import type { Findings } from '../../../analyze/finding.js'

export interface Golden {
  readonly totals: Omit<Findings['totals'], 'lostDetails' | 'packets'>
  readonly findings: readonly GoldenFinding[]
  /** 'scope counter delta = cause drops + … residue': counters that can mean a loss. */
  readonly ledger: readonly string[]
}

interface GoldenFinding {
  readonly cause: string
  readonly netns: readonly string[]
  readonly drops: number
  readonly dropsWithoutEvent: number
  readonly severity: string
  readonly confidence: string
}

export function goldenOf({ totals, findings, ledger }: Findings): Golden {
  const { drops, problem, benign, unexplained, masked, withoutEvent } = totals
  return {
    totals: { drops, problem, benign, unexplained, masked, withoutEvent },
    findings: findings.map((f) => ({
      cause: f.cause,
      netns: f.netns,
      drops: f.drops,
      dropsWithoutEvent: f.dropsWithoutEvent,
      severity: f.severity,
      confidence: f.confidence,
    })),
    ledger: ledger.filter((row) => row.isDrop !== 'never').map(ledgerLine),
  }
}

function ledgerLine(row: Findings['ledger'][number]): string {
  const { scope, counter, delta, explainedBy, residue, residueWhy } = row
  const byCause = new Map<string, number>()
  for (const { cause, drops } of explainedBy) byCause.set(cause, (byCause.get(cause) ?? 0) + drops)
  const parts = [...byCause].sort().map(([cause, drops]) => `${cause} ${drops}`)
  if (residue !== 0)
    parts.push(`residue ${residue}${/^unexplained/.test(residueWhy) ? ' unexplained' : ''}`)
  return `${scope} ${counter} ${delta} = ${parts.join(' + ')}`
}

/** The part about the lab's own namespaces; others are not in a trimmed session. */
export function inLab({ findings, ledger }: Golden): string[] {
  const told = findings
    .filter((f) => f.netns.every((name) => name.startsWith('lab-')) && f.cause !== 'none')
    .map((f) => JSON.stringify(f))
  return [...told, ...ledger.filter((line) => line.startsWith('lab-'))].sort()
}

export const goldenText = (golden: Golden): string => `${JSON.stringify(golden, null, 1)}\n`
