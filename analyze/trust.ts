import type { SessionReader } from '../session/reader.js'
import type { HealthRow } from './finding.js'

/** How far the recording itself can be trusted. */
export interface Trust {
  readonly health: readonly HealthRow[]
  /** The source whose counts are used; '' if no drop source recorded. */
  readonly primarySource: string
  /** Details that budgets or a full ring left out; counts are not affected. */
  readonly lostDetails: number
  /** Drops that were counted, but under no key: their site and reason are not known. */
  readonly lostCounts: number
}

/** Best first: exact counts per key, then per packet, then what is left. */
const sourcesByPreference = ['bpf', 'tracefs', 'drop-monitor'] as const

export async function loadTrust(reader: SessionReader): Promise<Trust> {
  const rows = await reader.rows('source_health', { orderBy: ['source'] })
  const worked = new Set(
    rows.filter((r) => r.status === 'ok' || r.status === 'partial').map((r) => r.source),
  )
  // a session that was cut off early may hold drops, and no word of how their source fared
  const counting = await reader.query('SELECT DISTINCT source FROM drop_key')
  const silent = counting.map((r) => r['source']).filter((s) => !rows.some((r) => r.source === s))
  const primarySource =
    sourcesByPreference.find((s) => worked.has(s)) ??
    sourcesByPreference.find((s) => silent.includes(s)) ??
    ''
  const primary = rows.find((r) => r.source === primarySource)
  const detail = primary === undefined ? {} : parsed(primary.detail)
  const [kept] = await reader.query(
    `SELECT coalesce(sum(records), 0) AS records FROM drop_block WHERE source = ?`,
    [primarySource],
  )
  const [counted] = await reader.query(
    'SELECT coalesce(sum(drops), 0) AS drops FROM drop_count JOIN drop_key ON drop_key.id = key WHERE source = ? AND masked = 0',
    [primarySource],
  )
  return {
    health: rows.map(({ source, status, why, lost }) => ({ source, status, why, lost })),
    primarySource,
    lostDetails: Math.max(0, Number(counted?.['drops'] ?? 0) - Number(kept?.['records'] ?? 0)),
    lostCounts: Number(detail['keyMapFull'] ?? 0) + Number(detail['missed'] ?? 0),
  }
}

export const hasLostCounts = (trust: Trust): boolean => trust.lostCounts > 0

function parsed(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
