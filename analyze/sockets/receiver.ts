/** Why a receiver did not empty its socket: told from what its process did while packets were lost. */
import type { Case } from '../cause.js'
import { count, samplesAround, samplesWithin } from '../attribution/evidence.js'
import type { Evidence } from '../finding.js'
import type { ProcessFact, SocketFact } from '../artifacts/host.js'

interface Told {
  readonly evidence: readonly Evidence[]
  readonly against: readonly Evidence[]
}

export type ReceiverState = Told &
  (
    | { readonly kind: 'stopped' | 'zombie' | 'slow' | 'burst' | 'unknown' }
    | { readonly kind: 'starved'; readonly waitMs: number }
    | { readonly kind: 'busy'; readonly cpuShare: number }
  )

/** Shares of the time in which packets were lost, above which we call it so: a clear majority. */
const majority = 0.5
/** Waiting for a CPU longer than this share of the time is starvation; a fair scheduler gives a lone process ~0. */
const starvedShare = 0.3
const busyShare = 0.8
/** A socket that drops is looked at again within this: where it is gone by then, how full it was is not known. */
const recheckNs = 1e9
/** A buffer below this share of its limit has been emptied: the reader reads. */
const emptied = 0.1

export function receiverState(socket: SocketFact | undefined, found: Case): ReceiverState {
  const owner = socket?.owners[0]
  if (socket === undefined || owner === undefined)
    return { kind: 'unknown', evidence: [], against: [] }
  // a second of margin: samples are taken at intervals, and a burst may fall between two
  const fromNs = Math.max(0, found.fromNs - 1e9)
  const toNs = found.toNs + 1e9
  const told = evidenceOf(socket, owner, fromNs, toNs)
  const during = living(samplesWithin(owner, found.fromNs, found.toNs))
  const share = (states: string): number =>
    during.length === 0 ? 0 : during.filter((s) => states.includes(s.state)).length / during.length
  if (share('Tt') >= majority) return { kind: 'stopped', ...told }
  if (share('Z') >= majority) return { kind: 'zombie', ...told }
  const use = cpuUse(owner, fromNs, toNs)
  if (use !== undefined && use.waitShare >= starvedShare)
    return { kind: 'starved', waitMs: use.waitMs, ...told }
  if (use !== undefined && use.cpuShare >= busyShare)
    return { kind: 'busy', cpuShare: use.cpuShare, ...told }
  // from the first drop on: that the buffer was empty before says nothing about the reader
  const levels = levelsWithin(socket, found.fromNs, toNs)
  if (levels.length === 0) return { kind: 'unknown', ...told }
  const low = levels.filter((share) => share < emptied).length
  return { kind: low / levels.length >= majority ? 'burst' : 'slow', ...told }
}

function cpuUse(
  owner: ProcessFact,
  fromNs: number,
  toNs: number,
): { cpuShare: number; waitShare: number; waitMs: number } | undefined {
  const samples = [samplesWithin, samplesAround]
    .map((select) => living(select(owner, fromNs, toNs)))
    .find((list) => spanNs(list) >= shortestSpanNs)
  const first = samples?.[0]
  const last = samples?.at(-1)
  if (first === undefined || last === undefined) return undefined
  const elapsedMs = (last.at_ns - first.at_ns) / 1e6
  const waitMs = (last.wait_ms ?? 0) - (first.wait_ms ?? 0)
  return {
    cpuShare: (last.cpu_ms - first.cpu_ms) / elapsedMs,
    waitShare: waitMs / elapsedMs,
    waitMs,
  }
}

/** Without the sample that tells that the process is gone: it holds no times, and a socket without a process drops nothing. */
const living = (samples: ProcessFact['samples']): ProcessFact['samples'] =>
  samples.filter(({ state }) => state !== 'X')

/** CPU time is counted in ticks of 10 ms: over less than this a share means little. */
const shortestSpanNs = 2e8

const spanNs = (samples: ProcessFact['samples']): number =>
  (samples.at(-1)?.at_ns ?? 0) - (samples[0]?.at_ns ?? 0)

/**
 * Fill level at evenly spaced moments: samples are written on change, so each holds until the next. A socket that
 * was closed before it was looked at again has none.
 */
function levelsWithin(socket: SocketFact, fromNs: number, toNs: number): number[] {
  const limit = socket.rcvbuf ?? 0
  const lastNs = socket.samples.at(-1)?.at_ns
  if (limit === 0 || lastNs === undefined) return []
  if (lastNs < fromNs && (socket.to_ns ?? Infinity) <= toNs + recheckNs) return []
  const levels: number[] = []
  const step = Math.max(1e8, (toNs - fromNs) / 200)
  for (let at = fromNs; at <= toNs; at += step) {
    const place = socket.samples.findLastIndex((s) => s.at_ns <= at)
    const sample = socket.samples[place]
    const next = socket.samples[place + 1]
    // Nobody looked since before the drops, or they would show: what it was then says nothing about now.
    const isStale =
      sample !== undefined &&
      next !== undefined &&
      sample.at_ns < fromNs &&
      next.drops > sample.drops
    const known = isStale ? next : sample
    if (known !== undefined) levels.push(known.rmem / limit)
  }
  return levels
}

function evidenceOf(socket: SocketFact, owner: ProcessFact, fromNs: number, toNs: number): Told {
  const use = cpuUse(owner, fromNs, toNs)
  const peak = socket.samples.reduce((max, s) => Math.max(max, s.rmem), 0)
  const processQuery = `SELECT at_ns, state, cpu_ms, wait_ms FROM process_sample WHERE pid = ${owner.pid} AND start_ticks = ${owner.startTicks} ORDER BY at_ns`
  const evidence: Evidence[] = [
    {
      label: 'highest receive memory seen, bytes',
      value: count(peak),
      query: `SELECT max(rmem) FROM socket_sample WHERE socket = ${socket.id}`,
    },
  ]
  if (use !== undefined) {
    evidence.push(
      {
        label: `share of one CPU used by ${owner.comm}`,
        value: `${Math.round(use.cpuShare * 100)}%`,
        query: processQuery,
      },
      {
        label: `share of the time ${owner.comm} waited for a CPU`,
        value: `${Math.round(use.waitShare * 100)}%`,
        query: processQuery,
      },
    )
  }
  return { evidence, against: [] }
}
