import { analyze } from '../../analyze/analyze.js'
import type { Severity } from '../../analyze/finding.js'
import { SessionReader } from '../../session/reader.js'
import type { KeyCause } from './causes-known.js'

/** Analyses a session that is being recorded. Where drops of one key have several causes, the largest stands for all. */
export async function findCauses(path: string): Promise<readonly KeyCause[]> {
  const reader = await SessionReader.open(path)
  try {
    const { cases, findings } = await analyze(reader)
    const severities = new Map(findings.findings.map(({ id, severity }) => [id, severity]))
    const best = new Map<number, KeyCause & { readonly drops: number }>()
    for (const [id, { cause, groups }] of cases) {
      const severity = severities.get(id) ?? 'unknown'
      for (const [key, drops] of dropsByKey(groups)) {
        const known = best.get(key)
        const beaten =
          known === undefined || rank(severity, drops) > rank(known.severity, known.drops)
        if (beaten) best.set(key, { key, cause: cause.name, severity, drops })
      }
    }
    return [...best.values()].map(({ key, cause, severity }) => ({ key, cause, severity }))
  } finally {
    await reader.close()
  }
}

/** By drops; what is no loss gives way to what is. */
const rank = (severity: Severity, drops: number): number =>
  severity === 'benign' ? drops / Number.MAX_SAFE_INTEGER : drops

function dropsByKey(
  groups: readonly { readonly key: number; readonly drops: number }[],
): ReadonlyMap<number, number> {
  const drops = new Map<number, number>()
  for (const group of groups) drops.set(group.key, (drops.get(group.key) ?? 0) + group.drops)
  return drops
}
