import { dropRecord } from '../../session/drop-record.js'
import type { SessionReader } from '../../session/reader.js'
import { plainSymbol } from '../kernel/symbols.js'
import type { DropSourceFacts, DropSourceName } from './drop-source-facts.js'

/** What one source counted at one site. */
export interface SiteCount {
  readonly drops: number
  /** Of these, in buckets in which perhaps only one of the two sources listened. */
  readonly atEdges: number
  /** Details kept, and of these without a MAC header. */
  readonly details: number
  readonly withoutMac: number
}

export type SiteCounts = ReadonlyMap<string, SiteCount>

/** The time in which both listened. */
export interface CommonTime {
  readonly fromNs: number
  readonly toNs: number
}

/** undefined if the session does not tell. */
export function commonTime(a: DropSourceFacts, b: DropSourceFacts): CommonTime | undefined {
  if (a.fromNs === undefined || b.fromNs === undefined) return undefined
  return {
    fromNs: Math.max(a.fromNs, b.fromNs),
    toNs: Math.min(a.toNs ?? Infinity, b.toNs ?? Infinity),
  }
}

const bucketNs = 1e8
/** Counts are put into the middle between two readings, 100 ms apart when all is well. */
const pollNs = 1e8
/** NET_DM's summary comes a second after its first drop. */
const summaryNs = 1.1e9

/** By site; names where they are known, so that two return addresses in one function are one site. */
export async function siteCounts(
  reader: SessionReader,
  { source, alertMode }: DropSourceFacts,
  common: CommonTime | undefined,
): Promise<SiteCounts> {
  const slackNs = alertMode === 'summary' ? summaryNs : pollNs
  const from = common === undefined ? -1 : common.fromNs + slackNs
  const to =
    common === undefined || common.toNs === Infinity
      ? Number.MAX_SAFE_INTEGER
      : common.toNs - slackNs - bucketNs
  const rows = await reader.query(
    "SELECT coalesce(symbol.name, '') AS name, coalesce(symbol.address, '') AS address, drop_key.id AS key, sum(drops) AS drops, " +
      'sum(CASE WHEN at_ns < ? OR at_ns > ? THEN drops ELSE 0 END) AS edges ' +
      'FROM drop_key JOIN drop_count ON drop_count.key = drop_key.id LEFT JOIN symbol ON symbol.id = site ' +
      "WHERE source = ? AND trap = '' GROUP BY drop_key.id",
    [from, to, source],
  )
  const details = await detailsByKey(reader, source)
  const counts = new Map<string, SiteCount>()
  for (const row of rows) {
    const name = plainSymbol(String(row['name']))
    const address = String(row['address'])
    // address 0 is what NET_DM says where it has none
    const site = name !== '' || address === '' || address === '0' ? name : `0x${address}`
    const known = counts.get(site)
    const kept = details.get(Number(row['key']))
    counts.set(site, {
      drops: (known?.drops ?? 0) + Number(row['drops']),
      atEdges: (known?.atEdges ?? 0) + Number(row['edges']),
      details: (known?.details ?? 0) + (kept?.details ?? 0),
      withoutMac: (known?.withoutMac ?? 0) + (kept?.withoutMac ?? 0),
    })
  }
  return counts
}

/** drop-record.ts: what the kept bytes begin with. */
const macHeader = 1

async function detailsByKey(
  reader: SessionReader,
  source: DropSourceName,
): Promise<ReadonlyMap<number, { readonly details: number; readonly withoutMac: number }>> {
  const byKey = new Map<number, { details: number; withoutMac: number }>()
  for await (const block of reader.blocks('drop_block')) {
    if (block.source !== source) continue
    const { data } = block
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const records = Math.min(block.records, Math.floor(data.byteLength / dropRecord.size))
    for (let i = 0; i < records; i++) {
      const at = i * dropRecord.size
      const key = view.getUint32(at + dropRecord.key, true)
      let count = byKey.get(key)
      if (count === undefined) byKey.set(key, (count = { details: 0, withoutMac: 0 }))
      count.details += 1
      if (view.getUint8(at + dropRecord.headStart) !== macHeader) count.withoutMac += 1
    }
  }
  return byKey
}
