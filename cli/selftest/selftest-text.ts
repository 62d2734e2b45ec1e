import type { SelftestResult, SelftestRow } from './selftest-result.js'

/** For a person: what this host can see and attribute. Plain text. */
export function selftestText({
  kernel,
  sources,
  faults,
  falseFindings,
  passed,
}: SelftestResult): string {
  const rows = faults.map(cells)
  const head = ['fault', 'IP', 'made', 'counted', 'verdict']
  const widths = head.map((title, i) =>
    Math.max(...[head, ...rows].map((r) => (r[i] ?? title).length)),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) =>
        i === 2 || i === 3 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const seen = sources.filter((s) => dropSources.includes(s.name) && isThere(s.status))
  const lacking = sources.filter((s) => !isThere(s.status))
  const right = faults.filter((f) => f.verdict === 'right').length
  const skipped = faults.filter((f) => f.verdict === 'skipped').length
  return [
    `Linux ${kernel}, drops seen by ${seen.map((s) => s.name).join(' and ') || 'nothing: no drop source worked'}`,
    ...lacking.map((s) => `${s.name} is ${s.status}: ${s.why}`),
    '',
    line(head),
    ...rows.map(line),
    '',
    ...falseFindings.map((text) => `found, but not made: ${text}`),
    `${right} of ${faults.length} faults attributed to the packet${skipped > 0 ? `, ${skipped} skipped` : ''}: ${passed ? 'passed' : 'FAILED'}`,
    '',
  ].join('\n')
}

const dropSources: readonly string[] = ['bpf', 'drop-monitor', 'tracefs']
const isThere = (status: string): boolean => status === 'ok' || status === 'partial'

function cells({
  cause,
  ipVersion,
  expected,
  counted,
  verdict,
  confidence,
  missing,
}: SelftestRow): string[] {
  const told =
    verdict === 'skipped'
      ? `skipped: ${missing}`
      : verdict === 'right'
        ? `right, ${confidence}`
        : verdict
  return [cause, `v${ipVersion}`, shown(expected), shown(counted), told]
}

const shown = (n: number | null): string => (n === null ? '-' : String(n))
