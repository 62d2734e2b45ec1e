import type { Analysis } from '../../analyze/analyze.js'
import { plainSymbol } from '../../analyze/kernel/symbols.js'
import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import { visible } from '../visible-text.js'

/** What is said of a drop in a file for Wireshark: 'dropped: site …, reason …, cause …, finding …'. */
export type DropWords = (key: number, flow: number) => string

export async function dropWords(
  reader: SessionReader,
  analysis: Analysis,
  keys: ReadonlyMap<number, Row<'drop_key'>>,
): Promise<DropWords> {
  const symbols = new Map((await reader.rows('symbol')).map(({ id, name }) => [id, name]))
  const confidences = new Map(analysis.findings.findings.map((f) => [f.id, f.confidence]))
  const causes = new Map<string, string>()
  for (const [id, { cause, groups }] of analysis.cases) {
    const text = `cause ${cause.name}, finding ${id} (${confidences.get(id) ?? 'likely'})`
    for (const { key, flowId } of groups) causes.set(`${key} ${flowId}`, text)
  }
  return (key, flow) => {
    const row = keys.get(key)
    const site = plainSymbol(symbols.get(row?.site ?? 0) ?? '') || 'not known'
    const reason = row?.reason === undefined || row.reason === '' ? 'not known' : row.reason
    // Drops whose flow did not fit the kernel's map are settled as the rest of their key.
    const cause = causes.get(`${key} ${flow}`) ?? causes.get(`${key} 0`) ?? 'cause not known'
    return visible(`dropped: site ${site}, reason ${reason}, ${cause}`)
  }
}
