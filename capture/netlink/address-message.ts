import { littleEndian, parseAttributes, viewOf } from './attributes.js'
import { addressText } from './addresses.js'
import { addressFamily } from './rtnetlink.js'

/** An address of an interface, from RTM_NEWADDR. */
export interface InterfaceAddress {
  readonly ifindex: number
  readonly family: 4 | 6
  readonly address: string
  readonly prefix: number
  readonly broadcast: string | undefined
  /** 'global', 'site', 'link', 'host', 'nowhere', or the number. */
  readonly scope: string
}

const ifaddrmsgBytes = 8
const ifa = { address: 1, local: 2, broadcast: 4 } as const

/** Body of an RTM_GETADDR dump of all families. */
export const addressRequest = (): Uint8Array => new Uint8Array(ifaddrmsgBytes)

/** Undefined for other families than IP and for damaged messages. */
export function parseAddress(body: Uint8Array): InterfaceAddress | undefined {
  if (body.length < ifaddrmsgBytes) return undefined
  const family = ipVersion(body[0] ?? 0)
  const attributes = parseAttributes(body, ifaddrmsgBytes)
  // On point-to-point links IFA_ADDRESS is the peer's.
  const address = attributes.bytes(ifa.local) ?? attributes.bytes(ifa.address)
  if (family === undefined || address === undefined) return undefined
  const broadcast = attributes.bytes(ifa.broadcast)
  return {
    ifindex: viewOf(body).getInt32(4, littleEndian),
    family,
    address: addressText(address),
    prefix: body[1] ?? 0,
    broadcast: broadcast === undefined ? undefined : addressText(broadcast),
    scope: scopeName(body[3] ?? 0),
  }
}

export function ipVersion(family: number): 4 | 6 | undefined {
  if (family === addressFamily.inet) return 4
  return family === addressFamily.inet6 ? 6 : undefined
}

/** RT_SCOPE_ numbers. */
const scopes = new Map([
  [0, 'global'],
  [200, 'site'],
  [253, 'link'],
  [254, 'host'],
  [255, 'nowhere'],
])

export const scopeName = (scope: number): string => scopes.get(scope) ?? String(scope)
