/** What single fields of a rule say of a packet: undefined where they, or the packet, cannot be read. */
import { ipProtocol } from '../../session/packet/numbers.js'
import { possibleStates } from './conntrack-state.js'
import type { DropGroup, DropSample } from '../artifacts/group.js'
import { sameAddress } from '../artifacts/host.js'
import { inPrefix, isBetween } from '../routes/prefix.js'

/** What a rule can ask of a packet beside its headers. */
export interface Circumstances {
  /** Devices by name; undefined = not known, '' = none. */
  readonly incoming: string | undefined
  readonly outgoing: string | undefined
  /** The headers may say what connection tracking called it: they do but for a packet with a bad checksum. */
  readonly statesByHeaders: boolean
}

const protocols: Readonly<Record<string, number>> = {
  tcp: ipProtocol.tcp,
  udp: ipProtocol.udp,
  icmp: ipProtocol.icmp,
  icmpv6: ipProtocol.icmpv6,
  'ipv6-icmp': ipProtocol.icmpv6,
  sctp: ipProtocol.sctp,
  udplite: ipProtocol.udplite,
}

export const negated = (fit: boolean | undefined, not: string | undefined): boolean | undefined =>
  fit === undefined || not === undefined ? fit : !fit

export function isProtocol(group: DropGroup, word: string): boolean | undefined {
  const wanted = protocols[word] ?? (/^\d+$/.test(word) ? Number(word) : undefined)
  return wanted === undefined || group.flow === undefined ? undefined : group.flow.proto === wanted
}

/** `53`, `{ 53, 99 }`, `"eth0"`, `53,99` */
const elementsOf = (text: string): readonly string[] =>
  text
    .replace(/[{}"]/g, '')
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '')

export function port(
  group: DropGroup,
  side: string,
  text: string,
  not: string | undefined,
): boolean | undefined {
  if (group.flow === undefined) return undefined
  const has = side === 'dport' ? group.flow.dport : group.flow.sport
  const fits = elementsOf(text).map((part) => {
    const [low, high] = part.split(/[-:]/).map(Number)
    if (low === undefined || Number.isNaN(low)) return undefined
    return has >= low && has <= (high ?? low)
  })
  if (fits.includes(undefined)) return undefined
  return negated(fits.includes(true), not)
}

export function address(group: DropGroup, side: string, text: string): boolean | undefined {
  if (group.flow === undefined) return undefined
  const has = side === 'saddr' ? group.flow.src : group.flow.dst
  const fits = elementsOf(text).map((part) => {
    if (!/^[\da-fA-F:./-]+$/.test(part)) return undefined
    const [first = '', last] = part.split('-')
    if (last !== undefined) return isBetween(has, first, last)
    return part.includes('/') ? inPrefix(has, part) : sameAddress(has, part)
  })
  return fits.includes(true) ? true : fits.includes(undefined) ? undefined : false
}

/** `new`, `established,related`, `{ invalid, untracked }` */
export function state(
  group: DropGroup,
  text: string,
  { statesByHeaders }: Circumstances,
): boolean | undefined {
  const possible = statesByHeaders ? possibleStates(group) : undefined
  if (possible === undefined) return undefined
  const wanted = elementsOf(text)
  if (!possible.some((each) => wanted.includes(each))) return false
  // Hardly anything is exempt from tracking.
  const tracked = possible.filter((each) => each !== 'untracked')
  return tracked.every((each) => wanted.includes(each)) ? true : undefined
}

/** nft ends a name that stands for several with '*', iptables with '+'. */
export function device(around: Circumstances, side: string, text: string): boolean | undefined {
  const name = side.startsWith('i') ? around.incoming : around.outgoing
  if (name === undefined || text.includes('@')) return undefined
  return elementsOf(text).some((wanted) =>
    /[*+]$/.test(wanted) ? name !== '' && name.startsWith(wanted.slice(0, -1)) : wanted === name,
  )
}

const numberOf: Readonly<Record<string, (sample: DropSample) => number | undefined>> = {
  'ip ttl': ({ headers }) => headers?.ipv4?.ttl,
  'ip6 hoplimit': ({ headers }) => headers?.ipv6?.hopLimit,
  'ip length': ({ headers }) => headers?.ipv4?.totalLength,
  'meta length': ({ headers }) =>
    headers?.ipv4?.totalLength ??
    (headers?.ipv6 === undefined ? undefined : headers.ipv6.payloadLength + ipv6HeaderLength),
}
const ipv6HeaderLength = 40

/** Only where all samples agree. */
export function number(
  group: DropGroup,
  field: string,
  operator: string,
  text: string,
): boolean | undefined {
  const [low = 0, high = low] = text.split('-').map(Number)
  const compare: Readonly<Record<string, (n: number) => boolean>> = {
    '': (n) => n >= low && n <= high,
    '!=': (n) => n < low || n > high,
    '<': (n) => n < low,
    '<=': (n) => n <= low,
    '>': (n) => n > low,
    '>=': (n) => n >= low,
  }
  const fits = group.samples
    .map((sample) => numberOf[field]?.(sample))
    .filter((n) => n !== undefined)
    .map((n) => compare[operator]?.(n))
  const [first] = fits
  return fits.every((fit) => fit === first) ? first : undefined
}
