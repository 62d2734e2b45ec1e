import { match } from './matched-packets.js'
import type { TrafficMatch } from './match-traffic.js'
import { atBestPoint } from './transmissions.js'

export interface IcmpAnswers {
  /** 'port unreachable' … */
  readonly name: string
  /** Numbers of `MatchedPackets`. */
  readonly packets: readonly number[]
}

const stampNs = 1e6

/** ICMP errors that quote dropped packets of `flows` which belong to `isOwn` groups; by kind, most first. */
export function icmpAnswers(
  traffic: TrafficMatch,
  flows: Iterable<number>,
  isOwn: (group: number) => boolean,
): readonly IcmpAnswers[] {
  const { matched } = traffic
  const byName = new Map<string, number[]>()
  for (const flow of flows) {
    for (const event of matched.of(flow, match.icmpError)) {
      const about = quotedDrop(traffic, flow, event)
      if (about === undefined || !isOwn(traffic.dropped.group(about))) continue
      const name = errorName(familyOf(traffic, flow), matched.flags(event))
      const list = byName.get(name)
      if (list === undefined) byName.set(name, [event])
      else list.push(event)
    }
  }
  return [...byName]
    .map(([name, events]) => ({ name, packets: atBestPointOfEach(traffic, events) }))
    .sort((a, b) => b.packets.length - a.packets.length || (a.name < b.name ? -1 : 1))
}

/** Answers to different flows may pass different interfaces. */
function atBestPointOfEach(traffic: TrafficMatch, events: readonly number[]): readonly number[] {
  const byFlow = new Map<number, number[]>()
  for (const event of events) {
    const flow = traffic.matched.flow(event)
    const list = byFlow.get(flow)
    if (list === undefined) byFlow.set(flow, [event])
    else list.push(event)
  }
  return [...byFlow.values()].flatMap((list) => atBestPoint(traffic.matched, list))
}

/** The dropped packet that an error is about: the one with the quoted IP id, else the last before it. */
function quotedDrop(
  { dropped, matched }: TrafficMatch,
  flow: number,
  event: number,
): number | undefined {
  let last: number | undefined
  for (const i of dropped.ofFlow(flow)) {
    if (dropped.atNs(i) > matched.atNs(event) + stampNs) continue
    if (matched.ipId(event) > 0 && matched.ipId(event) === dropped.ipId(i)) return i
    if (last === undefined || dropped.atNs(i) > dropped.atNs(last)) last = i
  }
  return last
}

const familyOf = ({ flows }: TrafficMatch, flow: number): number =>
  ((flows.keyOf(flow)[0] ?? 0) >>> 8) & 0xff

const names: Readonly<Record<string, string>> = {
  '4 3 0': 'network unreachable',
  '4 3 1': 'host unreachable',
  '4 3 2': 'protocol unreachable',
  '4 3 3': 'port unreachable',
  '4 3 4': 'fragmentation needed',
  '4 3 9': 'network prohibited',
  '4 3 10': 'host prohibited',
  '4 3 13': 'administratively prohibited',
  '4 11 0': 'time exceeded in transit',
  '4 11 1': 'fragment reassembly time exceeded',
  '4 12 0': 'parameter problem',
  '6 1 0': 'no route to destination',
  '6 1 1': 'administratively prohibited',
  '6 1 3': 'address unreachable',
  '6 1 4': 'port unreachable',
  '6 1 5': 'source address failed policy',
  '6 1 6': 'reject route to destination',
  '6 2 0': 'packet too big',
  '6 3 0': 'time exceeded in transit',
  '6 3 1': 'fragment reassembly time exceeded',
  '6 4 0': 'parameter problem',
  '6 4 1': 'unrecognized next header',
}

/** `kind`: type << 8 | code. */
function errorName(family: number, kind: number): string {
  const type = kind >> 8
  const code = kind & 0xff
  return names[`${family} ${type} ${code}`] ?? `type ${type} code ${code}`
}
