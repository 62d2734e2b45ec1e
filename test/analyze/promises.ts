/** What holds for every analysis of every session (design, section 9). */
import assert from 'node:assert/strict'
import type { Analysis } from '../../analyze/analyze.js'
import type { Evidence, Finding } from '../../analyze/finding.js'
import { loadTrust } from '../../analyze/model/trust.js'
import type { SessionReader } from '../../session/reader.js'

export async function checkPromises(reader: SessionReader, analysis: Analysis): Promise<void> {
  const { findings, groups, settled } = analysis
  const { drops, problem, benign, unexplained, masked, withoutEvent } = findings.totals
  assert.equal(problem + benign + unexplained + masked, drops, 'every drop in one class')
  assert.equal(new Set(settled.map((s) => s.group.id)).size, settled.length, 'claimed once')
  const primary = (await loadTrust(reader)).primarySource
  const counted = await sumOf(
    reader,
    `SELECT coalesce(sum(drops), 0) FROM drop_count JOIN drop_key ON drop_key.id = key WHERE source = '${primary}' OR trap <> ''`,
  )
  const grouped = groups.reduce((sum, g) => sum + g.drops, 0)
  assert.equal(grouped, counted, 'groups are exactly what was counted')
  assert.equal(drops - withoutEvent, counted, 'all drops are in the totals')
  for (const group of groups) {
    const buckets = group.buckets.reduce((sum, value, i) => (i % 2 === 0 ? sum : sum + value), 0)
    assert.equal(buckets, group.drops, `buckets of group ${group.id}`)
  }
  for (const finding of findings.findings) await checkFinding(reader, finding)
  for (const flow of findings.elsewhere.flows)
    for (const item of flow.evidence) await checkEvidence(reader, 'elsewhere', item)
  for (const row of findings.ledger) {
    const explained = row.explainedBy.reduce((sum, by) => sum + by.drops, 0)
    assert.equal(row.delta - explained, row.residue, `residue of ${row.counter}`)
    assert.equal(row.residue === 0, row.residueWhy === '', `why of ${row.counter}`)
    assert.ok((await reader.query(row.query)).length > 0, `rows of ${row.counter}`)
  }
}

async function checkFinding(reader: SessionReader, finding: Finding): Promise<void> {
  const { cause, evidence, against, timeline } = finding
  assert.ok(!/undefined|null|NaN|Infinity|\[object/.test(finding.title), finding.title)
  const inBins = timeline.reduce((sum, n) => sum + n, 0)
  assert.equal(inBins, finding.drops, `${cause}: timeline`)
  const events = evidence.find((e) => e.label === 'drop events of the kernel')
  assert.equal(events?.value ?? 0, finding.drops - finding.dropsWithoutEvent, `${cause}: events`)
  assert.equal(finding.impact.of, finding.drops, `${cause}: impact`)
  const items = [...evidence, ...against, ...finding.impact.evidence]
  for (const item of items) await checkEvidence(reader, cause, item)
}

/** A number must be among what its query shows; text need only have a query that runs. */
async function checkEvidence(
  reader: SessionReader,
  cause: string,
  { label, value, query }: Evidence,
): Promise<void> {
  const rows = await reader.query(query)
  if (typeof value !== 'number') return
  const shown = rows.flatMap((row) => Object.values(row).map(Number))
  assert.ok(
    shown.includes(value),
    `${cause}, ${label}: ${value}, but ${query} shows ${shown.join()}`,
  )
}

async function sumOf(reader: SessionReader, query: string): Promise<number> {
  const [row] = await reader.query(query)
  return Number(Object.values(row ?? {})[0] ?? 0)
}
