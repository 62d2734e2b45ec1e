import ipaddr from 'ipaddr.js'

/** A prefix, read once: causes and firewall rules ask about the same few for each of 65,000 flows. */
interface Prefix {
  /** As a number for IPv4, undefined for IPv6. */
  readonly network: number | undefined
  readonly range: ipaddr.IPv4 | ipaddr.IPv6
  readonly bits: number
}

const known = new Map<string, Prefix | undefined>()
/** A hostile rule set must not fill the memory. */
const maxKnown = 10_000

/** Is `address` within `prefix` ('10.0.0.0/8')? false for what does not parse. */
export function inPrefix(address: string, text: string): boolean {
  const prefix = parsed(text)
  if (prefix === undefined) return false
  const { network, bits, range } = prefix
  if (network !== undefined) {
    const number = ipv4Number(address)
    return number !== undefined && (bits === 0 || (number ^ network) >>> (32 - bits) === 0)
  }
  if (!address.includes(':') || !ipaddr.isValid(address)) return false
  const ip = ipaddr.parse(address)
  return ip.kind() === range.kind() && ip.match(range, bits)
}

function parsed(text: string): Prefix | undefined {
  if (known.has(text)) return known.get(text)
  const prefix = parse(text)
  if (known.size < maxKnown) known.set(text, prefix)
  return prefix
}

function parse(text: string): Prefix | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined
  const [range, bits] = ipaddr.parseCIDR(text)
  return { range, bits, network: ipv4Number(range.toString()) }
}

/** Dotted decimal only; undefined for anything else. */
function ipv4Number(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (match === null) return undefined
  let number = 0
  for (let i = 1; i <= 4; i++) number = number * 256 + Number(match[i])
  return number > 0xffffffff ? undefined : number
}

/** Is `address` between the two, both included? undefined if one of the three does not parse. */
export function isBetween(address: string, first: string, last: string): boolean | undefined {
  const [at, low, high] = [address, first, last].map((text) =>
    ipaddr.isValid(text) ? Buffer.from(ipaddr.parse(text).toByteArray()) : undefined,
  )
  if (at === undefined || low === undefined || high === undefined) return undefined
  return at.length === low.length && Buffer.compare(low, at) <= 0 && Buffer.compare(at, high) <= 0
}
