import { littleEndian, parseAttributes, viewOf } from './attributes.js'
import { addressText, linkAddressText } from './addresses.js'
import { ipVersion } from './address-message.js'

export interface Neighbour {
  readonly ifindex: number
  readonly address: string
  /** '' if not resolved. */
  readonly mac: string
  readonly state: string
}

const ndmsgBytes = 12
const nda = { destination: 1, linkAddress: 2 } as const

/** NUD_ bits; one is set at a time. */
const states = new Map([
  [0x00, 'none'],
  [0x01, 'incomplete'],
  [0x02, 'reachable'],
  [0x04, 'stale'],
  [0x08, 'delay'],
  [0x10, 'probe'],
  [0x20, 'failed'],
  [0x40, 'noarp'],
  [0x80, 'permanent'],
])

/** Body of an RTM_GETNEIGH dump: family is AF_INET or AF_INET6. */
export function neighbourRequest(family: number): Uint8Array {
  const body = new Uint8Array(ndmsgBytes)
  body[0] = family
  return body
}

export function parseNeighbour(body: Uint8Array): Neighbour | undefined {
  if (body.length < ndmsgBytes || ipVersion(body[0] ?? 0) === undefined) return undefined
  const view = viewOf(body)
  const attributes = parseAttributes(body, ndmsgBytes)
  const address = attributes.bytes(nda.destination)
  if (address === undefined) return undefined
  const state = view.getUint16(8, littleEndian)
  return {
    ifindex: view.getInt32(4, littleEndian),
    address: addressText(address),
    mac: linkAddressText(attributes.bytes(nda.linkAddress) ?? new Uint8Array(0)),
    state: states.get(state) ?? `0x${state.toString(16)}`,
  }
}
