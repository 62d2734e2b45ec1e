import { tcpFlag } from '../../session/packet/numbers.js'
import { match } from './matched-packets.js'
import type { TrafficMatch } from './match-traffic.js'
import { seqAhead } from './packet-view.js'
import { atBestPoint } from './transmissions.js'

/** A connection attempt that lost a packet of its handshake. */
export interface ConnectAttempt {
  /** unfinished = still trying, as far as its pace tells, when the recording ended. */
  readonly outcome: 'connected' | 'refused' | 'gave-up' | 'unfinished'
  /** SYNs sent, dropped ones included. */
  readonly tries: number
  /** From the first SYN to its end: connection, refusal, or the last SYN. */
  readonly durationNs: number
  /** SYNs and SYN-ACKs seen, numbers of `MatchedPackets`. */
  readonly handshake: readonly number[]
}

/** SYNs closer than this are one, seen at several places: the first repetition comes after 1 s (RFC 6298), 200 ms at least. */
const oneTryNs = 50e6
const firstTimeoutNs = 1e9

/** `flow` is that of the dropped `packets`; attempts of either direction. Ends of the recording: `endNs`. */
export function connectAttempts(
  traffic: TrafficMatch,
  flow: number,
  packets: readonly number[],
  endNs: number,
): readonly ConnectAttempt[] {
  const initials = new Map<string, readonly [client: number, sequence: number]>()
  for (const i of packets) {
    const found = initialOf(traffic, flow, i)
    if (found !== undefined) initials.set(found.join(' '), found)
  }
  return [...initials.values()].map(([client, sequence]) =>
    attempt(traffic, client, sequence, endNs),
  )
}

/** The client's flow and initial sequence number, if the packet belongs to a handshake. */
function initialOf(
  { dropped, matched }: TrafficMatch,
  flow: number,
  i: number,
): readonly [client: number, sequence: number] | undefined {
  const flags = dropped.flags(i)
  if ((flags & tcpFlag.syn) !== 0)
    return (flags & tcpFlag.ack) === 0
      ? [flow, dropped.seq(i)]
      : [flow ^ 1, (dropped.ack(i) - 1) >>> 0]
  if (dropped.length(i) > 0 || (flags & tcpFlag.rst) !== 0) return undefined
  // the third packet of a handshake: the server tells by sending its SYN-ACK again
  const isAwaited = matched
    .of(flow ^ 1, match.handshake)
    .some(
      (e) =>
        isSynAck(matched.flags(e)) &&
        matched.ack(e) === dropped.seq(i) &&
        matched.atNs(e) > dropped.atNs(i) + oneTryNs,
    )
  return isAwaited ? [flow, (dropped.seq(i) - 1) >>> 0] : undefined
}

const isSynAck = (flags: number): boolean =>
  (flags & (tcpFlag.syn | tcpFlag.ack)) === (tcpFlag.syn | tcpFlag.ack)

function attempt(
  traffic: TrafficMatch,
  client: number,
  sequence: number,
  endNs: number,
): ConnectAttempt {
  const { dropped, matched } = traffic
  const next = (sequence + 1) >>> 0
  const sent = matched.of(client, match.handshake | match.segment)
  const answered = matched.of(client ^ 1, match.handshake | match.reset)
  const syns = sent.filter(
    (e) => matched.seq(e) === sequence && (matched.flags(e) & tcpFlag.syn) !== 0,
  )
  const synAcks = answered.filter((e) => isSynAck(matched.flags(e)) && matched.ack(e) === next)
  const dropTimes = [...dropped.ofFlow(client)]
    .filter((i) => dropped.seq(i) === sequence && (dropped.flags(i) & tcpFlag.syn) !== 0)
    .map(dropped.atNs)
  const times = tries([...syns.map(matched.atNs), ...dropTimes])
  const [first = synAcks.map(matched.atNs)[0] ?? 0] = times
  const last = times.at(-1) ?? first
  const done = sent.find(
    (e) =>
      (matched.flags(e) & (tcpFlag.syn | tcpFlag.rst)) === 0 &&
      matched.seq(e) === next &&
      synAcks.some((s) => matched.atNs(s) <= matched.atNs(e)),
  )
  const refusal = answered.find(
    (e) => (matched.flags(e) & tcpFlag.rst) !== 0 && seqAhead(matched.ack(e), next) === 0,
  )
  const captured = atBestPoint(matched, syns)
  const handshake = [...captured, ...atBestPoint(matched, synAcks)]
  // whoever drops SYNs on the way out drops them before they are captured: those are told by their drops alone
  const told = { tries: Math.max(times.length, captured.length), handshake }
  const end = done ?? refusal
  if (end !== undefined) {
    const outcome = done === undefined ? 'refused' : 'connected'
    // a server that lacks the third packet sends its SYN-ACK again; until then the connection is of no use
    const settled = Math.max(matched.atNs(end), ...synAcks.slice(-1).map(matched.atNs))
    return { ...told, outcome, durationNs: settled - first }
  }
  const pace = Math.max(firstTimeoutNs, last - (times.at(-2) ?? last))
  const isOver = last + 2 * pace + oneTryNs < endNs
  return { ...told, outcome: isOver ? 'gave-up' : 'unfinished', durationNs: last - first }
}

/** Moments of separate tries, in order. */
function tries(times: readonly number[]): readonly number[] {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted.filter((at, i) => i === 0 || at - (sorted[i - 1] ?? 0) > oneTryNs)
}
