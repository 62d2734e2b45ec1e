import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'

export type DropSourceName = Row<'drop_key'>['source']

/** How a drop source recorded, as far as the session tells. */
export interface DropSourceFacts {
  readonly source: DropSourceName
  /** false = it did not run, or was there for drops in hardware only. */
  readonly countsKernelDrops: boolean
  /** Drops in the kernel that it counted, masked ones included. */
  readonly counted: number
  /** Drops that it knows it did not count, or not under a site. */
  readonly uncounted: number
  /** It broke down in the middle of the recording. */
  readonly failed: boolean
  /** When it listened; undefined if the session does not tell. */
  readonly fromNs: number | undefined
  readonly toNs: number | undefined
  /** Whether it was told of drops one by one ('packet') or summed up each second ('summary'); NET_DM only. */
  readonly alertMode: 'packet' | 'summary' | undefined
  readonly detail: Readonly<Record<string, unknown>>
}

const dropSources: readonly DropSourceName[] = ['bpf', 'tracefs', 'drop-monitor']

/** All drop sources that have a row of health or counted anything. */
export async function loadDropSourceFacts(
  reader: SessionReader,
): Promise<readonly DropSourceFacts[]> {
  const health = await reader.rows('source_health')
  const sums = new Map(
    (
      await reader.query(
        "SELECT source, sum(trap = '') AS kernel_keys, count(*) AS keys, " +
          "sum(CASE WHEN trap = '' THEN (SELECT coalesce(sum(drops), 0) FROM drop_count WHERE key = drop_key.id) ELSE 0 END) AS drops " +
          'FROM drop_key GROUP BY source',
      )
    ).map((row) => [String(row['source']), row]),
  )
  return dropSources.flatMap((source): DropSourceFacts[] => {
    const row = health.find((each) => each.source === source)
    const sum = sums.get(source)
    if (row === undefined && sum === undefined) return []
    const detail = row === undefined ? {} : parsed(row.detail)
    // a session that was cut off early may hold drops, and no word of how their source fared
    const ran = row === undefined || row.status === 'ok' || row.status === 'partial'
    const hardwareOnly =
      detail['hardwareOnly'] === true ||
      (Number(sum?.['keys'] ?? 0) > 0 &&
        Number(sum?.['kernel_keys']) === 0 &&
        source === 'drop-monitor')
    return [
      {
        source,
        countsKernelDrops: ran && !hardwareOnly,
        counted: Number(sum?.['drops'] ?? 0),
        uncounted: uncounted(source, row, detail),
        failed: detail['failed'] === true,
        fromNs: numberOf(detail['fromNs']),
        toNs: numberOf(detail['toNs']),
        alertMode: alertModeOf(detail['alertMode']),
        detail,
      },
    ]
  })
}

/** BPF counts in the kernel: what it loses are mostly details. The others lose the drop with its event. */
function uncounted(
  source: DropSourceName,
  row: Row<'source_health'> | undefined,
  detail: Readonly<Record<string, unknown>>,
): number {
  if (source === 'bpf')
    return (numberOf(detail['keyMapFull']) ?? 0) + (numberOf(detail['missed']) ?? 0)
  return row?.lost ?? 0
}

const alertModeOf = (value: unknown): DropSourceFacts['alertMode'] =>
  value === 'packet' || value === 'summary' ? value : undefined

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

export function parsed(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Best first where all recorded well: exact counts in the kernel, then every event, then those events that NET_DM tells of. */
const preference: readonly DropSourceName[] = ['bpf', 'tracefs', 'drop-monitor']

/** A source that missed more than this share is no better than its number. */
const tolerable = 0.01

/**
 * The source whose counts are the report's: what was recorded best. A source that broke down or missed much comes
 * after any that did not. undefined if none counted drops of the kernel.
 */
export function primaryOf(sources: readonly DropSourceFacts[]): DropSourceFacts | undefined {
  const [best] = sources
    .filter((each) => each.countsKernelDrops)
    .sort(
      (a, b) =>
        Number(a.failed) - Number(b.failed) ||
        missedShare(a) - missedShare(b) ||
        preference.indexOf(a.source) - preference.indexOf(b.source),
    )
  return best
}

function missedShare({ counted, uncounted: missed }: DropSourceFacts): number {
  const share = missed === 0 ? 0 : missed / (missed + counted)
  return share > tolerable ? share : 0
}
