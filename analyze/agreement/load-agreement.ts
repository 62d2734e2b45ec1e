import type { SessionReader } from '../../session/reader.js'
import type { Agreement } from './agreement.js'
import { compareSources, type CountedBySource } from './compare-sources.js'
import { primaryOf, type DropSourceFacts } from './drop-source-facts.js'
import { commonTime, siteCounts, type CommonTime } from './site-counts.js'

/** undefined unless several sources counted the drops of the kernel side by side. */
export async function loadAgreement(
  reader: SessionReader,
  sources: readonly DropSourceFacts[],
): Promise<Agreement | undefined> {
  const primary = primaryOf(sources)
  const others = sources.filter((each) => each.countsKernelDrops && each !== primary)
  const [first] = others
  if (primary === undefined || first === undefined) return undefined
  const counted = async (
    facts: DropSourceFacts,
    common: CommonTime | undefined,
  ): Promise<CountedBySource> => ({
    facts,
    sites: await siteCounts(reader, facts, common),
    sitesASecond: facts.alertMode === 'summary' ? await mostSitesASecond(reader, facts) : 0,
  })
  const compared: Agreement['others'][number][] = []
  for (const other of others) {
    const common = commonTime(primary, other)
    const pair = compareSources(await counted(primary, common), [await counted(other, common)])
    compared.push(...pair.others)
  }
  return { primary: primary.source, others: compared }
}

async function mostSitesASecond(
  reader: SessionReader,
  { source }: DropSourceFacts,
): Promise<number> {
  const [row] = await reader.query(
    'SELECT coalesce(max(sites), 0) AS sites FROM (SELECT count(DISTINCT site) AS sites FROM drop_count ' +
      'JOIN drop_key ON drop_key.id = key WHERE source = ? GROUP BY at_ns / 1000000000)',
    [source],
  )
  return Number(row?.['sites'] ?? 0)
}
