import { counterDelta, counterStep } from '../session/counter-delta.js'
import type { SessionReader } from '../session/reader.js'
import type { Row, TableName } from '../session/tables.js'
import type { ArtifactName, Artifacts } from './cause.js'
import { Counters, type CounterFact } from './counters.js'
import { Firewall } from './firewall.js'
import { Host, Sockets, type ProcessFact, type SocketFact } from './host.js'
import { Traffic, type TrafficFlow } from './traffic.js'

/** What was recorded; an artifact whose source did not work is undefined, never empty. */
export type Recorded = { readonly [K in ArtifactName]: Artifacts[K] | undefined }

/** When drops counted; counters are read right after its beginning, and right before and after its end. */
export interface Attached {
  readonly fromNs: number
  readonly toNs: number
}

export async function loadArtifacts(reader: SessionReader, attached: Attached): Promise<Recorded> {
  const health = new Map((await reader.rows('source_health')).map((h) => [h.source, h.status]))
  const works = (source: string): boolean => {
    const status = health.get(source)
    return status === 'ok' || status === 'partial'
  }
  const counters = await loadCounters(reader, attached)
  const capture = await reader.rows('capture')
  return {
    host: await loadHost(reader),
    counters: counters.all.length > 0 ? counters : undefined,
    sockets: works('sockets') ? await loadSockets(reader) : undefined,
    firewall: works('firewall') ? new Firewall(await reader.rows('firewall_rule')) : undefined,
    traffic: capture.length > 0 ? await loadTraffic(reader, capture) : undefined,
  }
}

async function loadHost(reader: SessionReader): Promise<Host> {
  return new Host({
    netns: new Map((await reader.rows('netns')).map((row) => [row.id, row])),
    interfaces: await reader.rows('interface'),
    addresses: await reader.rows('address'),
    memberships: await reader.rows('membership'),
    routes: await reader.rows('route'),
    policyRules: distinctRules(await reader.rows('rule')),
    neighbours: await reader.rows('neighbour'),
    qdiscs: await reader.rows('qdisc'),
    sysctls: await reader.rows('sysctl'),
    packetTypes: await reader.rows('packet_type'),
    cgroupPrograms: await reader.rows('cgroup_program'),
  })
}

/** Those of the start, and those that were made while recorded: each once, whatever it was read. */
function distinctRules(rows: readonly Row<'rule'>[]): Row<'rule'>[] {
  const key = (r: Row<'rule'>): string => `${r.netns} ${r.family} ${r.priority} ${r.text}`
  return [...new Map([...rows].reverse().map((row) => [key(row), row])).values()].reverse()
}

/** A recorder that is killed may have read counters whose drops it had not written yet. */
const unwrittenNs = 1e9

async function loadCounters(reader: SessionReader, attached: Attached): Promise<Counters> {
  const changes = await grouped(reader, 'counter_change', (row) => row.counter)
  const insideNs = await firstInsideNs(reader, attached)
  const isCutOff = (await reader.info()).detachedNs === undefined
  const untilNs = attached.toNs - (isCutOff ? unwrittenNs : 0)
  const facts = (await reader.rows('counter')).map((row): CounterFact => {
    const readings = (changes.get(row.id) ?? []).sort((a, b) => a.at_ns - b.at_ns)
    const born = row.born === 1
    const gauge = row.gauge === 1
    const steps: number[] = []
    let before = born ? 0 : (readings[0]?.value ?? 0)
    let edge = 0
    for (const { at_ns, value } of readings) {
      const { gain, level } = gauge
        ? { gain: value - before, level: value }
        : counterStep(before, value)
      before = level
      if (gain === 0) continue
      steps.push(at_ns, gain)
      if (at_ns <= insideNs || at_ns >= untilNs) edge += gain
    }
    const { delta } = counterDelta(
      readings.map((r) => r.value),
      { born, gauge },
    )
    const { id, netns, source, name, ifindex } = row
    return { id, netns, source, name, ifindex, gauge, delta, edge, steps: Float64Array.from(steps) }
  })
  return new Counters(facts)
}

/** End of the first reading that began while the drop source listened: the first whose later gains it saw in full. */
async function firstInsideNs(reader: SessionReader, { fromNs }: Attached): Promise<number> {
  const rounds = (await reader.rows('counter_round')).filter(({ at_ns }) => at_ns >= fromNs)
  const first = rounds.reduce<Row<'counter_round'> | undefined>(
    (least, round) => (least === undefined || round.at_ns < least.at_ns ? round : least),
    undefined,
  )
  return first === undefined ? fromNs : first.at_ns + first.wall_us * 1000
}

async function loadSockets(reader: SessionReader): Promise<Sockets> {
  const owners = await grouped(reader, 'socket_process', (row) => row.socket)
  const samples = await grouped(reader, 'socket_sample', (row) => row.socket)
  const processSamples = await grouped(reader, 'process_sample', processKey)
  const processes = new Map<string, ProcessFact>()
  for (const row of await reader.rows('process')) {
    const key = processKey(row)
    processes.set(key, {
      pid: row.pid,
      startTicks: row.start_ticks,
      comm: row.comm,
      cmdline: row.cmdline,
      cgroup: row.cgroup,
      samples: (processSamples.get(key) ?? []).sort((a, b) => a.at_ns - b.at_ns),
    })
  }
  const facts = (await reader.rows('socket')).map((row): SocketFact => {
    const held = (owners.get(row.id) ?? []).map((o) => processes.get(processKey(o)))
    return {
      ...row,
      owners: [...new Set(held.filter((p) => p !== undefined))],
      samples: (samples.get(row.id) ?? []).sort((a, b) => a.at_ns - b.at_ns),
    }
  })
  return new Sockets(facts)
}

const processKey = (row: { readonly pid: number; readonly start_ticks: number }): string =>
  `${row.pid} ${row.start_ticks}`

async function loadTraffic(
  reader: SessionReader,
  capture: readonly Row<'capture'>[],
): Promise<Traffic> {
  // columns of `flow` and sums over INTEGER NOT NULL columns, which the reader has verified
  const flows = (await reader.query(
    'SELECT flow.*, sum(packets) AS packets, sum(bytes) AS bytes, min(at_ns) AS from_ns, max(at_ns) AS to_ns ' +
      'FROM flow JOIN flow_second ON flow_second.flow = flow.id GROUP BY flow.id ORDER BY flow.id',
  )) as unknown as readonly (Row<'flow'> & Sums)[]
  const sum = (field: 'received' | 'lost'): number =>
    capture.reduce((total, row) => total + row[field], 0)
  return new Traffic(flows.map(trafficFlow), sum('received'), sum('lost'))
}

interface Sums {
  readonly packets: number
  readonly bytes: number
  readonly from_ns: number
  readonly to_ns: number
}

const secondNs = 1e9

function trafficFlow(row: Row<'flow'> & Sums): TrafficFlow {
  const { id, netns, ifindex, protocol, family, proto, src, sport, dst, dport } = row
  const { packets, bytes } = row
  const seen = { packets, bytes, fromNs: row.from_ns, toNs: row.to_ns + secondNs }
  return { id, netns, ifindex, protocol, family, proto, src, sport, dst, dport, ...seen }
}

async function grouped<N extends TableName, K>(
  reader: SessionReader,
  table: N,
  key: (row: Row<N>) => K,
): Promise<Map<K, Row<N>[]>> {
  const groups = new Map<K, Row<N>[]>()
  for (const row of await reader.rows(table)) {
    const list = groups.get(key(row))
    if (list === undefined) groups.set(key(row), [row])
    else list.push(row)
  }
  return groups
}
