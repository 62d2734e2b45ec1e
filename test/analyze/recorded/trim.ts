/**
 * What of a lab session goes into fixtures/sessions. Out goes what belongs to the machine and not to the fault (other
 * namespaces, processes, addresses of the kernel), and bulk: constant counters that cannot mean a loss, drop details and
 * packets beyond a budget, flows of the background. Exact drop counts are never cut.
 */
import { counterMeaning } from '../../../analyze/kernel/counters.js'
import type { TableName } from '../../../session/tables.js'
import { detailColumns } from './drop-detail-text.js'
import { conversation, conversationOf, withoutPayload } from './flow-names.js'
import type { AnyRow } from './fold-rows.js'
import type { SessionRows } from './session-rows.js'
import type { Scalar } from './session-text.js'

/** Rows kept; grows until the findings are those of the whole session. */
export interface TrimBudget {
  readonly detailsPerKey: number
  readonly packets: number
  readonly flows: number
  readonly counters: 'moved or loss' | 'all'
}

const small: TrimBudget = { detailsPerKey: 5, packets: 64, flows: 40, counters: 'moved or loss' }

export const budgets: readonly TrimBudget[] = [
  small,
  { ...small, counters: 'all' },
  { ...small, detailsPerKey: 24 },
  { ...small, packets: 400 },
  { ...small, flows: 400 },
  { detailsPerKey: 24, packets: 400, flows: 400, counters: 'all' },
]

const labName = /^dclab\d+-(.*)$/

/** The lab's own, which a fault made; others are the machine's. */
const labCgroup = /\/dropcorr-lab-\d+/
const cgroupOfLab = (path: Scalar | undefined): string =>
  labCgroup.test(String(path)) ? String(path).replace(labCgroup, '/dropcorr-lab') : ''

export function trim(session: SessionRows, budget: TrimBudget): SessionRows {
  const tables = new Map(session.tables)
  const rows = (name: TableName): readonly AnyRow[] => tables.get(name) ?? []
  const filter = (name: TableName, keep: (row: AnyRow) => boolean): void =>
    void tables.set(name, rows(name).filter(keep))
  const map = (name: TableName, change: (row: AnyRow) => AnyRow): void =>
    void tables.set(name, rows(name).map(change))

  const own = new Set(
    rows('netns')
      .filter((n) => labName.test(String(n['name'])))
      .map((n) => n['id']),
  )
  filter('netns', (row) => row['id'] === 1 || own.has(row['id'] ?? null))
  for (const name of tables.keys()) {
    if (name === 'netns' || !rows(name).some((row) => 'netns' in row)) continue
    filter(name, (row) => row['netns'] === null || own.has(row['netns'] ?? null))
  }
  const ids = (name: TableName): ReadonlySet<Scalar> =>
    new Set(rows(name).map((r) => r['id'] ?? null))
  const refersTo = (name: TableName, column: string, kept: ReadonlySet<Scalar>): void =>
    filter(name, (row) => kept.has(row[column] ?? null))

  const keys = ids('drop_key')
  refersTo('drop_count', 'key', keys)
  refersTo('drop_flow', 'key', keys)
  refersTo('drop_flow_count', 'flow', ids('drop_flow'))
  const details = new Map(
    [...session.details].map(([source, all]) => [
      source,
      someDetails(all, keys, budget.detailsPerKey),
    ]),
  )

  const moved = movedCounters(rows('counter_change'))
  filter('counter', (c) => moved.has(c['id'] ?? null) || budget.counters === 'all' || isLoss(c))
  refersTo('counter_change', 'counter', ids('counter'))
  refersTo('socket_sample', 'socket', ids('socket'))
  refersTo('socket_process', 'socket', ids('socket'))
  const pids = new Set(rows('socket_process').map((row) => row['pid'] ?? null))
  refersTo('process', 'pid', pids)
  refersTo('process_sample', 'pid', pids)

  const hurt = new Set(rows('drop_flow').map(conversation))
  const matters = (flow: AnyRow): number =>
    flow['family'] === 0 ? 2 : hurt.has(conversation(flow)) ? 1 : 0
  const flows = [...rows('flow')].sort((a, b) => matters(b) - matters(a)).slice(0, budget.flows)
  const keptFlows = new Set(flows.map((f) => f['id']))
  filter('flow', (row) => keptFlows.has(row['id']))
  refersTo('flow_second', 'flow', ids('flow'))

  keepSymbols(tables, details)
  filter('counter_round', () => false)
  const reasons = new Set(rows('drop_key').map((row) => row['reason']))
  filter('reason', (row) => reasons.has(row['name']))
  map('symbol', (row) => ({ ...row, address: '0' }))
  map('netns', nameless)
  filter('cgroup_program', (row) => labCgroup.test(String(row['path'])))
  map('cgroup_program', (row) => ({ ...row, path: cgroupOfLab(row['path']) }))
  map('process', (row) => ({
    ...row,
    cgroup: cgroupOfLab(row['cgroup']),
    cmdline: String(row['cmdline']).replace(/^\/\S*\//, ''),
  }))
  map('source_health', plainHealth)
  map('session_info', plainInfo)
  return { tables, details, packets: somePackets(session, own, hurt, budget.packets) }
}

/** In words, for the head of the file. */
export const trimmed = ({ detailsPerKey, packets, flows, counters }: TrimBudget): string[] => [
  `drop details: ${detailsPerKey} of each key`,
  `packets: headers of the first ${packets} of conversations that lost something`,
  `flows: ${flows}`,
  counters === 'all' ? 'all counters' : 'counters that moved or can mean a loss',
  'namespaces and processes that are not of the lab',
]

const indexOfKey = detailColumns.indexOf('key')

function someDetails(
  all: readonly (readonly Scalar[])[],
  keys: ReadonlySet<Scalar>,
  perKey: number,
): (readonly Scalar[])[] {
  const kept = new Map<Scalar, number>()
  return all.filter((row) => {
    const key = row[indexOfKey] ?? null
    const count = (kept.get(key) ?? 0) + 1
    kept.set(key, count)
    return keys.has(key) && count <= perKey
  })
}

function movedCounters(changes: readonly AnyRow[]): ReadonlySet<Scalar> {
  const seen = new Set<Scalar>()
  const moved = new Set<Scalar>()
  for (const { counter = null } of changes) {
    if (seen.has(counter)) moved.add(counter)
    seen.add(counter)
  }
  return moved
}

const isLoss = ({ name, gauge, born }: AnyRow): boolean =>
  gauge === 1 ||
  born === 1 ||
  ['always', 'sometimes', 'unknown'].includes(counterMeaning(String(name)).isDrop)

/** Symbols of drop sites and of the stacks that are left. */
function keepSymbols(
  tables: Map<TableName, readonly AnyRow[]>,
  details: SessionRows['details'],
): void {
  const indexOfStack = detailColumns.indexOf('stack')
  const stackIds = new Set([...details.values()].flat().map((row) => row[indexOfStack] ?? null))
  const stacks = (tables.get('stack') ?? []).filter((s) => stackIds.has(s['id'] ?? null))
  const frames = stacks.flatMap((s) => JSON.parse(String(s['frames'])) as number[])
  const sites = (tables.get('drop_key') ?? []).map((k) => k['site'] ?? null)
  const used = new Set<Scalar>([...frames, ...sites])
  tables.set('stack', stacks)
  tables.set(
    'symbol',
    (tables.get('symbol') ?? []).filter((s) => used.has(s['id'] ?? null)),
  )
}

/** 'dclab4711-east' is 'lab-east' in every recording. */
const nameless = (row: AnyRow): AnyRow => ({
  ...row,
  name: String(row['name']).replace(labName, 'lab-$1'),
  inode: Number(row['id']),
  cookie: null,
  container: null,
})

/** How a source fared; what it cost is another matter each time. */
const plainHealth = (row: AnyRow): AnyRow => ({
  ...row,
  detail: ['bpf', 'tracefs', 'drop-monitor', 'packets'].includes(String(row['source']))
    ? (row['detail'] ?? '{}')
    : '{}',
})

const ofTheMachine: Readonly<Record<string, unknown>> = {
  argv: ['record'],
  bootId: '',
  hostname: 'lab',
  kernelCommandLine: '',
}
const plainInfo = (row: AnyRow): AnyRow => {
  const value = ofTheMachine[String(row['key'])]
  return value === undefined ? row : { ...row, value: JSON.stringify(value) }
}

/** The first ones in time on all interfaces together: what ends earlier on one than on another would look like a loss. */
function somePackets(
  { packets }: SessionRows,
  own: ReadonlySet<Scalar | undefined>,
  hurt: ReadonlySet<string>,
  limit: number,
): SessionRows['packets'] {
  return packets
    .filter((p) => own.has(p.netns) && hurt.has(conversationOf(p)))
    .sort((a, b) => a.atNs - b.atNs)
    .slice(0, limit)
    .map(withoutPayload)
}
