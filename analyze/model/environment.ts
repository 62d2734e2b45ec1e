import type { Analysis } from '../analyze.js'
import type { Finding } from '../finding.js'
import { ruleLabel } from '../firewall/firewall.js'
import type { EnvironmentValue } from './report-model.js'
import { optionsText } from '../links/qdisc-options-text.js'

/** Settings and facts of the host, those that findings rest on first. */
export function environmentOf(analysis: Analysis): EnvironmentValue[] {
  const { host, firewall } = analysis.recorded
  if (host === undefined) return []
  const findings = analysis.findings.findings
  const values: EnvironmentValue[] = []
  const seen = new Set<string>()
  const add = (group: string, scope: string, name: string, value: string, needle: string): void => {
    const key = `${group} ${scope} ${name} ${value}`
    if (seen.has(key)) return
    seen.add(key)
    values.push({ group, scope, name, value, usedBy: usersOf(findings, scope, needle) })
  }
  for (const row of host.facts.sysctls) {
    add('sysctl', host.netnsName(row.netns), row.name, row.value, row.name)
  }
  for (const row of host.facts.qdiscs) {
    const device = host.interfaceName(row.netns, row.ifindex)
    add(
      'qdisc',
      host.netnsName(row.netns),
      `${device} ${row.handle}`,
      `${row.kind} ${optionsText(row)}`.trim(),
      `${device}/${row.handle}`,
    )
  }
  for (const row of host.facts.routes) {
    if (row.table_id === 255) continue
    add('route', host.netnsName(row.netns), row.dst, row.text, row.text)
  }
  for (const rule of firewall?.rules ?? []) {
    const label = ruleLabel(rule)
    add(
      'firewall',
      host.netnsName(rule.netns),
      `${rule.tool} ${rule.table_name} ${rule.chain}`,
      label,
      label,
    )
  }
  return values.sort((a, b) => b.usedBy.length - a.usedBy.length)
}

/** Findings that name the value in their evidence or remedy. */
function usersOf(findings: readonly Finding[], scope: string, needle: string): string[] {
  return findings
    .filter((f) => scope === 'global' || f.netns.includes(scope))
    .filter(
      (f) =>
        f.evidence.some((e) => e.label.includes(needle) || String(e.value).includes(needle)) ||
        f.remedy.some((r) => r.what.includes(needle)) ||
        f.counters.some((c) => c.name.includes(needle)),
    )
    .map((f) => f.id)
}
