import type { Case, Context, CounterRef } from '../cause.js'
import type { Counters } from '../artifacts/counters.js'
import type { Evidence, SocketState } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host, ProcessFact, SocketFact } from '../artifacts/host.js'
import { endpoint } from '../artifacts/host.js'
import { counterGainQuery, dropsQuery, quote, sysctlQuery } from './query.js'

/** Thousands separated, as everywhere in reports. */
export const count = (n: number): string => Math.round(n).toLocaleString('en-US')

export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

/** What every finding starts with: its own number, and how to have it again. */
export function dropsEvidence(found: Case, all: readonly DropGroup[]): Evidence[] {
  if (found.groups.length === 0) return []
  const events = found.groups.reduce((sum, g) => sum + g.drops, 0)
  const captured = found.groups.flatMap(({ capturedFlow }) => capturedFlow ?? [])
  if (captured.length === found.groups.length) {
    const flows = [...new Set(captured)].sort((a, b) => a - b).join(', ')
    return [
      {
        label:
          'captured packets of these flows; all of that kind are as many as were dropped there',
        value: events,
        query: `SELECT sum(packets) FROM flow_second WHERE flow IN (${flows})`,
      },
    ]
  }
  return [
    { label: 'drop events of the kernel', value: events, query: dropsQuery(found.groups, all) },
  ]
}

/** A counter that moved; nothing if it was not recorded. */
export function counterEvidence(
  counters: Counters | undefined,
  ref: CounterRef,
  label = `${ref.name} rose by`,
): Evidence[] {
  const delta = counters?.delta(ref.netns, ref.name)
  if (delta === undefined) return []
  return [{ label, value: delta, query: counterGainQuery(ref.netns, ref.name) }]
}

export function sysctlEvidence(
  host: Host | undefined,
  netns: number | null,
  name: string,
): Evidence[] {
  const values = host?.sysctlValues(netns, name) ?? []
  if (values.length === 0) return []
  const value = values.join(', changed while recorded to ')
  return [{ label: name, value, query: sysctlQuery(netns, name) }]
}

export function socketState(socket: SocketFact, fromNs: number, toNs: number): SocketState {
  const owner = socket.owners[0]
  return {
    proto: socket.proto,
    local: endpoint(socket.local_address, socket.local_port),
    remote: socket.remote_port === 0 ? '' : endpoint(socket.remote_address, socket.remote_port),
    pid: owner?.pid ?? null,
    comm: owner?.comm ?? '',
    state: owner === undefined ? '' : stateWord(owner, fromNs, toNs),
    rcvbuf: socket.rcvbuf,
  }
}

const words: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'uninterruptible',
  T: 'stopped',
  t: 'traced',
  Z: 'zombie',
  X: 'gone',
  I: 'sleeping',
}

/** The state a process was in for most samples of the window; '' if none was taken. */
export function stateWord(process: ProcessFact, fromNs: number, toNs: number): string {
  const tally = new Map<string, number>()
  for (const sample of samplesWithin(process, fromNs, toNs)) {
    tally.set(sample.state, (tally.get(sample.state) ?? 0) + 1)
  }
  const [most] = [...tally].sort((a, b) => b[1] - a[1])
  return most === undefined ? '' : (words[most[0]] ?? most[0])
}

/** How long after the last drop a sample still tells what the process did: owners of dropping sockets are looked at each interval. */
const stillTellsNs = 1e9

/**
 * Samples that tell the state during the window. The one before it counts only if there is no other: before a
 * socket drops its owner is looked at rarely, and what it did then may be long over.
 */
export function samplesWithin(
  process: ProcessFact,
  fromNs: number,
  toNs: number,
): ProcessFact['samples'] {
  const within = process.samples.filter((s) => s.at_ns >= fromNs && s.at_ns <= toNs + stillTellsNs)
  if (within.length > 0) return within
  const nearest = process.samples.filter((s) => s.at_ns < fromNs).at(-1) ?? process.samples[0]
  return nearest === undefined ? [] : [nearest]
}

/** Samples of the window and the nearest on either side of it: what was used between the first and the last. */
export function samplesAround(
  process: ProcessFact,
  fromNs: number,
  toNs: number,
): ProcessFact['samples'] {
  const first = process.samples.findLastIndex((s) => s.at_ns <= fromNs)
  const last = process.samples.findIndex((s) => s.at_ns >= toNs)
  return process.samples.slice(Math.max(0, first), last < 0 ? undefined : last + 1)
}

export const socketQuery = (socket: SocketFact): string =>
  `SELECT * FROM socket WHERE id = ${socket.id}`

export function processEvidence(process: ProcessFact, fromNs: number, toNs: number): Evidence[] {
  const state = stateWord(process, fromNs, toNs)
  if (state === '') return []
  return [
    {
      label: `state of ${process.comm} (pid ${process.pid}) while packets were lost`,
      value: state,
      query: `SELECT at_ns, state, cpu_ms, wait_ms FROM process_sample WHERE pid = ${process.pid} AND start_ticks = ${process.startTicks} ORDER BY at_ns`,
    },
  ]
}

/** Answers to the dropped packets that the capture saw: what the sender noticed. */
export function flowEvidence(
  found: Case,
  context: Pick<Context<never, 'traffic'>, 'traffic'>,
): Evidence[] {
  const { traffic } = context
  if (traffic === undefined) return []
  let sent = 0
  for (const group of found.groups) {
    if (group.flow !== undefined)
      sent = Math.max(sent, traffic.packetsOf(found.netns, group.flow) ?? 0)
  }
  const flow = found.groups.find((g) => g.flow !== undefined)?.flow
  if (sent === 0 || flow === undefined || found.groups.length > 1) return []
  return [
    {
      label: `packets of this flow that the capture saw, ${endpoint(flow.src, flow.sport)} to ${endpoint(flow.dst, flow.dport)}`,
      value: sent,
      query:
        'SELECT sum(packets) FROM flow_second JOIN flow ON flow.id = flow ' +
        `WHERE netns IS ${found.netns ?? 'NULL'} AND src = ${quote(flow.src)} AND sport = ${flow.sport} AND dst = ${quote(flow.dst)} AND dport = ${flow.dport} GROUP BY flow ORDER BY 1 DESC LIMIT 1`,
    },
  ]
}
