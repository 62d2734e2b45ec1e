import type { SessionReader } from '../../session/reader.js'
import type { Row } from '../../session/tables.js'
import { BucketTable, firstOf, without, type OwnerBuckets } from './bucket-table.js'
import type { DropGroup, DropSample, FlowKey } from './group.js'
import { plainSymbol } from '../kernel/symbols.js'

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
  const keys = (await reader.rows('drop_key')).filter((k) => k.source === source || k.trap !== '')
  const byKey = await BucketTable.load((columns) =>
    reader.numbers('drop_count', ['key', ...columns]),
  )
  const byFlow = await BucketTable.load((columns) =>
    reader.numbers('drop_flow_count', ['flow', ...columns]),
  )
  const flowsOfKey = new Map<number, Row<'drop_flow'>[]>()
  for (const flow of await reader.rows('drop_flow')) {
    if (byFlow.has(flow.id)) push(flowsOfKey, flow.key, flow)
  }

  const groups: DropGroup[] = []
  for (const key of keys) {
    const total = byKey.of(key.id)
    if (total === undefined) continue
    const site = plainSymbol(symbols.get(key.site)?.name ?? '')
    const keySamples = samples.get(`key ${key.id}`) ?? []
    const add = (flow: Row<'drop_flow'> | undefined, sum: OwnerBuckets): void => {
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
        fromNs: sum.pairs[0] ?? 0,
        toNs: (sum.pairs.at(-2) ?? 0) + bucketNs,
        buckets: sum.pairs,
        samples: (flow === undefined ? undefined : samples.get(`flow ${flow.id}`)) ?? keySamples,
      })
    }
    let { drops, bytes } = total
    const taken: Float64Array[] = []
    for (const flow of flowsOfKey.get(key.id) ?? []) {
      const counted = byFlow.of(flow.id)
      if (counted === undefined || drops === 0) continue
      // a recording that was cut off may hold a newer reading of the flows than of their key
      const sum = counted.drops > drops ? firstOf(counted, drops) : counted
      add(flow, sum)
      drops -= sum.drops
      bytes -= sum.bytes
      taken.push(sum.pairs)
    }
    if (drops > 0) add(undefined, { drops, bytes, pairs: without(total.pairs, taken) })
  }
  return groups
}

export const bucketNs = 100_000_000

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
