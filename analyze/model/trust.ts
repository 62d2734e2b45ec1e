import type { SessionReader } from '../../session/reader.js'
import type { Agreement } from '../agreement/agreement.js'
import {
  loadDropSourceFacts,
  parsed,
  primaryOf,
  type DropSourceFacts,
} from '../agreement/drop-source-facts.js'
import { loadAgreement } from '../agreement/load-agreement.js'
import { plural } from '../attribution/evidence.js'
import type { HealthRow } from '../finding.js'
import type { Row } from '../../session/tables.js'

/** How far the recording itself can be trusted. */
export interface Trust {
  readonly health: readonly HealthRow[]
  /** The source whose counts are used; '' if no drop source recorded. */
  readonly primarySource: string
  /** Details that budgets or a full ring left out; counts are not affected. */
  readonly lostDetails: number
  /** Drops of which the source knows only that it lost them: their site and reason are not known. */
  readonly lostCounts: number
  /** It could not tell of all flows that had drops, for want of room. */
  readonly lostFlows: boolean
  /** How far a second drop source agrees; undefined if only one recorded. */
  readonly agreement: Agreement | undefined
  /** Why no finding is certain, in half a sentence; '' if the counts can be relied on. */
  readonly doubt: string
}

export async function loadTrust(reader: SessionReader): Promise<Trust> {
  const rows = await reader.rows('source_health', { orderBy: ['source'] })
  const sources = await loadDropSourceFacts(reader)
  const primary = primaryOf(sources)
  const primarySource = primary?.source ?? ''
  const [kept] = await reader.query(
    `SELECT coalesce(sum(records), 0) AS records FROM drop_block WHERE source = ?`,
    [primarySource],
  )
  const [counted] = await reader.query(
    'SELECT coalesce(sum(drops), 0) AS drops FROM drop_count JOIN drop_key ON drop_key.id = key WHERE source = ? AND masked = 0',
    [primarySource],
  )
  const agreement = await loadAgreement(reader, sources)
  const lostCounts = primary?.uncounted ?? 0
  return {
    health: rows.map((row) =>
      healthRow(row, sources.find(({ source }) => source === row.source)?.uncounted),
    ),
    primarySource,
    lostDetails: Math.max(0, Number(counted?.['drops'] ?? 0) - Number(kept?.['records'] ?? 0)),
    lostCounts,
    lostFlows: flowLosses.some((name) => numberIn(primary?.detail, name) > 0),
    agreement,
    doubt: doubtOf(lostCounts, primary, rows, agreement),
  }
}

function healthRow(
  { source, status, why, lost, detail }: Row<'source_health'>,
  uncounted: number | undefined,
): HealthRow {
  const { hint, hides } = parsed(detail)
  return {
    source,
    status,
    why,
    lost,
    ...(uncounted === undefined ? {} : { uncounted }),
    ...(isText(hint) ? { hint } : {}),
    ...(isText(hides) ? { hides } : {}),
  }
}

function numberIn(record: Readonly<Record<string, unknown>> | undefined, name: string): number {
  const value = record?.[name]
  return typeof value === 'number' ? value : 0
}

const recordIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** In source_health.detail: drops whose flow is not known. */
const flowLosses = ['flowMapFull', 'withoutFlow']
/** In source_health.detail: drops were missed, and nobody knows how many. */
const countlessLosses = ['fullAlerts', 'interruptions']
/** What findings count with. */
const tablesOfCounts = ['drop_key', 'drop_count', 'counter', 'counter_change']

function doubtOf(
  lostCounts: number,
  primary: DropSourceFacts | undefined,
  health: readonly Row<'source_health'>[],
  agreement: Agreement | undefined,
): string {
  const session = parsed(health.find(({ source }) => source === 'session')?.detail ?? '{}')
  const unwritten = recordIn(session['lostRows'])
  const rowsLost = tablesOfCounts.reduce((sum, table) => sum + numberIn(unwritten, table), 0)
  const disputed = (agreement?.others ?? []).filter(({ unexplained }) => unexplained > 0)
  return [
    ...(lostCounts > 0 ? ['the recorder itself lost counts'] : []),
    ...(countlessLosses.some((name) => numberIn(primary?.detail, name) > 0)
      ? [`${primary?.source ?? ''} missed drops without knowing how many`]
      : []),
    ...(rowsLost > 0 ? [`${plural(rowsLost, 'row')} of counts could not be written`] : []),
    ...disputed.map(
      ({ source, unexplained }) =>
        `${agreement?.primary ?? ''} and ${source} differ by ${plural(unexplained, 'drop')} for no known reason`,
    ),
  ].join(', and ')
}
