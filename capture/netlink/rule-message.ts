import { type Attributes, littleEndian, parseAttributes, viewOf } from './attributes.js'
import { ipVersion } from './address-message.js'
import { prefixText } from './route-message.js'
import { shortPrefix, tableName } from './route-text.js'

/** A policy routing rule, from RTM_NEWRULE. */
export interface PolicyRule {
  readonly family: 4 | 6
  readonly priority: number
  /** As `ip rule` prints it, without the priority. */
  readonly text: string
}

const headerBytes = 12
const fra = {
  dst: 1,
  src: 2,
  iifname: 3,
  goto: 4,
  priority: 6,
  fwmark: 10,
  suppressPrefixLength: 14,
  table: 15,
  fwmask: 16,
  oifname: 17,
  l3mdev: 19,
  uidRange: 20,
  ipProto: 22,
  sportRange: 23,
  dportRange: 24,
} as const

const protocols = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'ipv6-icmp'],
  [132, 'sctp'],
])

/** FR_ACT_ numbers. */
const action = { toTable: 1, goto: 2, nop: 3 } as const
const refusals = new Map([
  [6, 'blackhole'],
  [7, 'unreachable'],
  [8, 'prohibit'],
])
const invertFlag = 2

/** Body of an RTM_GETRULE dump: family is AF_INET or AF_INET6. */
export function ruleRequest(family: number): Uint8Array {
  const body = new Uint8Array(headerBytes)
  body[0] = family
  return body
}

export function parseRule(body: Uint8Array): PolicyRule | undefined {
  if (body.length < headerBytes) return undefined
  const family = ipVersion(body[0] ?? 0)
  if (family === undefined) return undefined
  const attributes = parseAttributes(body, headerBytes)
  const inverted = (viewOf(body).getUint32(8, littleEndian) & invertFlag) !== 0
  const words = [
    ...(inverted ? ['not'] : []),
    ...selectorWords(family, body, attributes),
    ...actionWords(body, attributes),
  ]
  return { family, priority: attributes.u32(fra.priority) ?? 0, text: words.join(' ') }
}

function selectorWords(family: 4 | 6, body: Uint8Array, attributes: Attributes): string[] {
  const source = attributes.bytes(fra.src)
  const destination = attributes.bytes(fra.dst)
  const words = [
    'from',
    source === undefined ? 'all' : shortPrefix(prefixText(family, source, body[2] ?? 0)),
  ]
  if (destination !== undefined)
    words.push('to', shortPrefix(prefixText(family, destination, body[1] ?? 0)))
  const mark = attributes.u32(fra.fwmark)
  if (mark !== undefined) words.push('fwmark', markText(mark, attributes.u32(fra.fwmask)))
  const iif = attributes.string(fra.iifname)
  if (iif !== undefined) words.push('iif', iif)
  const oif = attributes.string(fra.oifname)
  if (oif !== undefined) words.push('oif', oif)
  if (attributes.u8(fra.l3mdev) === 1) words.push('lookup [l3mdev-table]')
  const protocol = attributes.u8(fra.ipProto)
  if (protocol !== undefined) words.push('ipproto', protocols.get(protocol) ?? String(protocol))
  words.push(...rangeWords('uidrange', attributes.bytes(fra.uidRange), 4))
  words.push(...rangeWords('sport', attributes.bytes(fra.sportRange), 2))
  words.push(...rangeWords('dport', attributes.bytes(fra.dportRange), 2))
  return words
}

function markText(mark: number, mask: number | undefined): string {
  const text = `0x${mark.toString(16)}`
  return mask === undefined || mask === 0xffffffff ? text : `${text}/0x${mask.toString(16)}`
}

function rangeWords(word: string, bytes: Uint8Array | undefined, width: 2 | 4): string[] {
  if (bytes === undefined || bytes.length < width * 2) return []
  const view = viewOf(bytes)
  const at = (offset: number): number =>
    width === 2 ? view.getUint16(offset, littleEndian) : view.getUint32(offset, littleEndian)
  const [from, to] = [at(0), at(width)]
  return [word, from === to ? String(from) : `${from}-${to}`]
}

function actionWords(body: Uint8Array, attributes: Attributes): string[] {
  const kind = body[7] ?? 0
  if (kind === action.goto) return ['goto', String(attributes.u32(fra.goto) ?? 0)]
  if (kind === action.nop) return ['nop']
  const refusal = refusals.get(kind)
  if (refusal !== undefined) return [refusal]
  if (kind !== action.toTable) return [`action ${kind}`]
  // A rule of a VRF looks up the table of the device.
  if (attributes.u8(fra.l3mdev) === 1) return []
  const suppressed = attributes.s32(fra.suppressPrefixLength) ?? -1
  return [
    'lookup',
    tableName(attributes.u32(fra.table) ?? body[4] ?? 0),
    ...(suppressed >= 0 ? ['suppress_prefixlength', String(suppressed)] : []),
  ]
}
