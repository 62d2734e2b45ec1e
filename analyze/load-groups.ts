import type { SessionReader } from '../session/reader.js'
import type { Row } from '../session/tables.js'
import type { DropGroup, DropSample, FlowKey } from './group.js'
import { plainSymbol } from './kernel/symbols.js'

/**
 * Makes groups from exact counts: those of one source, and hardware drops from whatever source, which are other
 * packets than those the kernel drops. A key whose flows do not add up to its own count (the kernel's flow map
 * was full) gets one more group without a flow for the rest, so that sums are always those of the key.
 */
export async function loadGroups(
  reader: SessionReader,
  source: string,
  samples: ReadonlyMap<string, readonly DropSample[]>,
): Promise<DropGroup[]> {
  const symbols = new Map((await reader.rows('symbol')).map((s) => [s.id, s]))
  const flowRows = new Map((await reader.rows('drop_flow')).map((f) => [f.id, f]))
  const keys = (await reader.rows('drop_key')).filter((k) => k.source === source || k.trap !== '')
  const byKey = await bucketsBy(reader, 'drop_count', 'key')
  const byFlow = await bucketsBy(reader, 'drop_flow_count', 'flow')
  const flowsOfKey = new Map<number, Row<'drop_flow'>[]>()
  for (const flow of flowRows.values()) {
    if (byFlow.has(flow.id)) push(flowsOfKey, flow.key, flow)
  }

  const groups: DropGroup[] = []
  for (const key of keys) {
    const total = byKey.get(key.id)
    if (total === undefined) continue
    const site = plainSymbol(symbols.get(key.site)?.name ?? '')
    const keySamples = samples.get(`key ${key.id}`) ?? []
    const add = (flow: Row<'drop_flow'> | undefined, sum: Buckets): void => {
      groups.push({
        id: groups.length + 1,
        key: key.id,
        flowId: flow?.id ?? 0,
        site,
        reason: key.reason,
        trap: key.trap,
        netns: key.netns,
        ifindex: key.ifindex,
        protocol: key.protocol,
        flow: flow === undefined ? undefined : flowKey(flow),
        masked: key.masked === 1,
        drops: sum.drops,
        bytes: sum.bytes,
        fromNs: sum.at[0] ?? 0,
        toNs: (sum.at.at(-1) ?? 0) + bucketNs,
        buckets: interleaved(sum),
        samples: (flow === undefined ? undefined : samples.get(`flow ${flow.id}`)) ?? keySamples,
      })
    }
    const rest: Buckets = { drops: total.drops, bytes: total.bytes, at: [], counts: [] }
    const left = new Map(total.at.map((at, i) => [at, total.counts[i] ?? 0]))
    for (const flow of flowsOfKey.get(key.id) ?? []) {
      const counted = byFlow.get(flow.id)
      if (counted === undefined || rest.drops === 0) continue
      // a recording that was cut off may hold a newer reading of the flows than of their key
      const sum = counted.drops > rest.drops ? firstOf(counted, rest.drops) : counted
      add(flow, sum)
      rest.drops -= sum.drops
      rest.bytes -= sum.bytes
      sum.at.forEach((at, i) => left.set(at, (left.get(at) ?? 0) - (sum.counts[i] ?? 0)))
    }
    if (rest.drops > 0) {
      for (const [at, count] of [...left].sort((a, b) => a[0] - b[0])) {
        if (count <= 0) continue
        rest.at.push(at)
        rest.counts.push(count)
      }
      add(undefined, rest)
    }
  }
  return groups
}

function interleaved({ at, counts }: Buckets): Float64Array {
  const pairs = new Float64Array(at.length * 2)
  for (let i = 0; i < at.length; i++) {
    pairs[2 * i] = at[i] ?? 0
    pairs[2 * i + 1] = counts[i] ?? 0
  }
  return pairs
}

export const bucketNs = 100_000_000

interface Buckets {
  drops: number
  bytes: number
  readonly at: number[]
  readonly counts: number[]
}

interface ListRow {
  readonly id: number
  /** Comma-separated, in one order. */
  readonly ats: string
  readonly drops: string
  readonly bytes: number
}

/** One row a flow, not one a bucket: a flood has a million buckets, and each row costs an object. */
async function bucketsBy(
  reader: SessionReader,
  table: 'drop_count' | 'drop_flow_count',
  id: 'key' | 'flow',
): Promise<Map<number, Buckets>> {
  const sql = `SELECT ${id} AS id, group_concat(at_ns) AS ats, group_concat(drops) AS drops, sum(bytes) AS bytes FROM ${table} GROUP BY ${id} ORDER BY ${id}`
  // all columns are INTEGER NOT NULL, which the reader has verified
  const rows = (await reader.query(sql)) as unknown as readonly ListRow[]
  return new Map(rows.map((row) => [row.id, bucketsOf(row)]))
}

/** The first `drops` of them. */
function firstOf(all: Buckets, drops: number): Buckets {
  const some: Buckets = {
    drops,
    bytes: Math.round((all.bytes / all.drops) * drops),
    at: [],
    counts: [],
  }
  let left = drops
  for (const [i, at] of all.at.entries()) {
    const count = Math.min(left, all.counts[i] ?? 0)
    if (count <= 0) continue
    some.at.push(at)
    some.counts.push(count)
    left -= count
  }
  return some
}

/** In order of time; several rows of one moment become one. */
function bucketsOf(row: ListRow): Buckets {
  const ats = row.ats.split(',').map(Number)
  const counts = row.drops.split(',').map(Number)
  const total = counts.reduce((sum, n) => sum + n, 0)
  if (ats.every((at, i) => i === 0 || at > (ats[i - 1] ?? 0)))
    return { drops: total, bytes: row.bytes, at: ats, counts }
  const sums = new Map<number, number>()
  for (const [i, at] of ats.entries()) sums.set(at, (sums.get(at) ?? 0) + (counts[i] ?? 0))
  const sorted = [...sums].sort((a, b) => a[0] - b[0])
  return {
    drops: total,
    bytes: row.bytes,
    at: sorted.map(([at]) => at),
    counts: sorted.map(([, n]) => n),
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

const flowKey = (row: Row<'drop_flow'>): FlowKey => ({
  family: row.family,
  proto: row.proto,
  src: row.src,
  sport: row.sport,
  dst: row.dst,
  dport: row.dport,
  tcpFlags: row.tcp_flags,
})
