import { hexOf, littleEndian, parseAttributes, viewOf } from './attributes.js'

/** Fields of struct rtnl_link_stats64 in their order, each 64 bits. Kernels append: 4.6 rx_nohandler, 6.0 rx_otherhost_dropped. */
export const linkStatisticsFields = [
  'rx_packets',
  'tx_packets',
  'rx_bytes',
  'tx_bytes',
  'rx_errors',
  'tx_errors',
  'rx_dropped',
  'tx_dropped',
  'multicast',
  'collisions',
  'rx_length_errors',
  'rx_over_errors',
  'rx_crc_errors',
  'rx_frame_errors',
  'rx_fifo_errors',
  'rx_missed_errors',
  'tx_aborted_errors',
  'tx_carrier_errors',
  'tx_fifo_errors',
  'tx_heartbeat_errors',
  'tx_window_errors',
  'rx_compressed',
  'tx_compressed',
  'rx_nohandler',
  'rx_otherhost_dropped',
] as const

export interface LinkStatistics {
  readonly ifindex: number
  readonly name: string
  /** 'veth', 'bridge' …, '' for a plain device. */
  readonly kind: string
  /** Hardware address as hexadecimal digits, '' if it has none or only zeros (loopback). */
  readonly mac: string
  /** An XDP program is attached, in whatever mode. */
  readonly xdp: boolean
  /** Values of `linkStatisticsFields`, as many as this kernel has; empty if the message carries none. */
  readonly values: Float64Array
  /** How often the carrier came or went, undefined before 3.15. */
  readonly carrierChanges: number | undefined
}

const ifinfomsgBytes = 16
const ifla = {
  address: 1,
  ifname: 3,
  linkinfo: 18,
  stats64: 23,
  carrierChanges: 35,
  xdp: 43,
} as const
const iflaInfoKind = 1
const iflaXdpAttached = 2

/** The request body of RTM_GETLINK for all interfaces: an ifinfomsg of zeros. */
export const allLinksRequest = new Uint8Array(ifinfomsgBytes)

/** Several sources look at the links of a round: the payload is decoded for the first. */
const decoded = new WeakMap<Uint8Array, LinkStatistics>()

/** One RTM_NEWLINK payload; undefined if it is too short or nameless. */
export function parseLinkStatistics(payload: Uint8Array): LinkStatistics | undefined {
  const known = decoded.get(payload)
  if (known !== undefined) return known
  const link = decode(payload)
  if (link !== undefined) decoded.set(payload, link)
  return link
}

function decode(payload: Uint8Array): LinkStatistics | undefined {
  if (payload.length < ifinfomsgBytes) return undefined
  const ifindex = viewOf(payload).getInt32(4, littleEndian)
  const attributes = parseAttributes(payload, ifinfomsgBytes)
  const name = attributes.string(ifla.ifname)
  if (name === undefined) return undefined
  return {
    ifindex,
    name,
    kind: attributes.nested(ifla.linkinfo)?.string(iflaInfoKind) ?? '',
    mac: macOf(attributes.bytes(ifla.address)),
    xdp: (attributes.nested(ifla.xdp)?.u8(iflaXdpAttached) ?? 0) !== 0,
    values: unsigned64s(attributes.bytes(ifla.stats64), linkStatisticsFields.length),
    carrierChanges: attributes.u32(ifla.carrierChanges),
  }
}

function macOf(address: Uint8Array | undefined): string {
  if (address === undefined || address.every((byte) => byte === 0)) return ''
  return hexOf(address)
}

/** The first `most` 64-bit numbers, fewer if there are fewer; rounded above 2^53. */
function unsigned64s(bytes: Uint8Array | undefined, most: number): Float64Array {
  if (bytes === undefined) return new Float64Array(0)
  const view = viewOf(bytes)
  const values = new Float64Array(Math.min(most, Math.floor(bytes.length / 8)))
  for (let i = 0; i < values.length; i += 1) {
    // Two halves instead of a BigInt each: this runs for every interface in every round.
    const low = view.getUint32(i * 8 + (littleEndian ? 0 : 4), littleEndian)
    const high = view.getUint32(i * 8 + (littleEndian ? 4 : 0), littleEndian)
    values[i] = high * 0x1_0000_0000 + low
  }
  return values
}
