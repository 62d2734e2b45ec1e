import { type Attributes, littleEndian, parseAttributes, viewOf } from './attributes.js'
import { addressText } from './addresses.js'
import { ipVersion, scopeName } from './address-message.js'

export interface NextHop {
  readonly gateway: string | undefined
  readonly oif: number | undefined
  /** RTNH_F_ bits: 1 dead, 4 onlink, 16 linkdown. */
  readonly flags: number
  /** Share of the traffic among several next hops. */
  readonly weight: number
}

export interface Route {
  readonly family: 4 | 6
  readonly tableId: number
  readonly type: string
  /** 'ADDRESS/LENGTH'. */
  readonly dst: string
  /** '' unless the route depends on the source. */
  readonly src: string
  readonly nextHops: readonly NextHop[]
  readonly metric: number
  readonly protocol: number
  readonly scope: string
  readonly preferredSource: string | undefined
  readonly mtu: number | undefined
  readonly tos: number
}

const rtmsgBytes = 12
const rta = {
  dst: 1,
  src: 2,
  oif: 4,
  gateway: 5,
  priority: 6,
  prefsrc: 7,
  metrics: 8,
  multipath: 9,
  table: 15,
  via: 18,
} as const
const rtaxMtu = 2
const rtnexthopBytes = 8

const routeTypes = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
  'xresolve',
] as const

/** Body of an RTM_GETROUTE dump: family is AF_INET or AF_INET6. Gives all tables. */
export function routeRequest(family: number): Uint8Array {
  const body = new Uint8Array(rtmsgBytes)
  body[0] = family
  return body
}

export function parseRoute(body: Uint8Array): Route | undefined {
  if (body.length < rtmsgBytes) return undefined
  const family = ipVersion(body[0] ?? 0)
  if (family === undefined) return undefined
  const attributes = parseAttributes(body, rtmsgBytes)
  const type = body[7] ?? 0
  const flags = viewOf(body).getUint32(8, littleEndian)
  const source = attributes.bytes(rta.src)
  const preferred = attributes.bytes(rta.prefsrc)
  return {
    family,
    // Tables above 255 do not fit the header.
    tableId: attributes.u32(rta.table) ?? body[4] ?? 0,
    type: routeTypes[type] ?? String(type),
    dst: prefixText(family, attributes.bytes(rta.dst), body[1] ?? 0),
    src: source === undefined ? '' : prefixText(family, source, body[2] ?? 0),
    nextHops: nextHopsOf(attributes, flags & 0xff),
    metric: attributes.u32(rta.priority) ?? 0,
    protocol: body[5] ?? 0,
    scope: scopeName(body[6] ?? 0),
    preferredSource: preferred === undefined ? undefined : addressText(preferred),
    mtu: attributes.nested(rta.metrics)?.u32(rtaxMtu),
    tos: body[3] ?? 0,
  }
}

export function prefixText(family: 4 | 6, address: Uint8Array | undefined, length: number): string {
  const any = family === 4 ? '0.0.0.0' : '::'
  return `${address === undefined ? any : addressText(address)}/${length}`
}

function nextHopsOf(attributes: Attributes, flags: number): readonly NextHop[] {
  const multipath = attributes.bytes(rta.multipath)
  if (multipath !== undefined) return parseMultipath(multipath)
  const gateway = gatewayOf(attributes)
  const oif = attributes.u32(rta.oif)
  return gateway === undefined && oif === undefined ? [] : [{ gateway, oif, flags, weight: 1 }]
}

/** struct rtnexthop (u16 length, u8 flags, u8 hops, s32 ifindex), each with attributes of its own. */
function parseMultipath(bytes: Uint8Array): readonly NextHop[] {
  const view = viewOf(bytes)
  const hops: NextHop[] = []
  let at = 0
  while (at + rtnexthopBytes <= bytes.length) {
    const length = view.getUint16(at, littleEndian)
    if (length < rtnexthopBytes || at + length > bytes.length) break
    hops.push({
      gateway: gatewayOf(parseAttributes(bytes.subarray(at + rtnexthopBytes, at + length))),
      oif: view.getInt32(at + 4, littleEndian),
      flags: view.getUint8(at + 2),
      weight: view.getUint8(at + 3) + 1,
    })
    at += (length + 3) & ~3
  }
  return hops
}

/** RTA_VIA (u16 family, address) is a next hop of the other IP version. */
function gatewayOf(attributes: Attributes): string | undefined {
  const gateway = attributes.bytes(rta.gateway) ?? attributes.bytes(rta.via)?.subarray(2)
  return gateway === undefined ? undefined : addressText(gateway)
}
