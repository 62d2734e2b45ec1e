import type { Attributes } from './attributes.js'
import { attributeU32, concatBytes, littleEndian, parseAttributes, viewOf } from './attributes.js'
import { linkAddressText } from './addresses.js'

/** XDP programs on a link, by the mode they run in. */
export interface LinkXdp {
  readonly mode: 'native' | 'generic' | 'offloaded'
  readonly id: number
  /** Always '': rtnetlink tells the id only. */
  readonly name: string
}

/** An interface as RTM_NEWLINK describes it. */
export interface Link {
  readonly ifindex: number
  readonly name: string
  readonly kind: string
  /** ARPHRD_ number. */
  readonly linkType: number
  readonly mac: string
  readonly mtu: number
  readonly flags: number
  readonly operstate: string
  readonly master: number | undefined
  readonly link: number | undefined
  /** Id, local to the namespace asked, of the namespace in which `link` counts. */
  readonly linkNetnsId: number | undefined
  readonly qdisc: string
  readonly txQueueLength: number
  readonly xdp: readonly LinkXdp[]
  /** undefined where it is no port of a bridge. */
  readonly bridgePort: BridgePort | undefined
}

/** How a bridge treats one of its ports (IFLA_BRPORT_…). */
export interface BridgePort {
  readonly state: 'disabled' | 'listening' | 'learning' | 'forwarding' | 'blocking'
  readonly hairpin: boolean
  readonly isolated: boolean
  readonly locked: boolean
  /** Unicast to stations that are not known is sent there. */
  readonly flood: boolean
}

const ifinfomsgBytes = 16

/** Attributes of linux/if_link.h. */
const ifla = {
  address: 1,
  ifname: 3,
  mtu: 4,
  link: 5,
  qdisc: 6,
  master: 10,
  txqlen: 13,
  operstate: 16,
  linkinfo: 18,
  extMask: 29,
  linkNetnsid: 37,
  xdp: 43,
} as const
const iflaInfo = { kind: 1, slaveKind: 4, slaveData: 5 } as const
const iflaBrport = { state: 1, mode: 4, unicastFlood: 9, isolated: 33, locked: 39 } as const
/** BR_STATE_… in the kernel's order. */
const bridgePortStates = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'] as const
/** RTEXT_FILTER_SKIP_STATS (4.5 and later): statistics are another source's business and dear. */
const skipStatistics = 8

/** RFC 2863 states in the kernel's order. */
const operstates = [
  'unknown',
  'notpresent',
  'down',
  'lowerlayerdown',
  'testing',
  'dormant',
  'up',
] as const

/** Body of an RTM_GETLINK dump without statistics. */
export const linkRequest = (): Uint8Array =>
  concatBytes([new Uint8Array(ifinfomsgBytes), attributeU32(ifla.extMask, skipStatistics)])

/** The index of the interface that a message is about, -1 if it is too short to be about one. */
export const linkIndex = (body: Uint8Array): number =>
  body.length < ifinfomsgBytes ? -1 : viewOf(body).getInt32(4, littleEndian)

/** Undefined if the message is too short to be one. */
export function parseLink(body: Uint8Array): Link | undefined {
  if (body.length < ifinfomsgBytes) return undefined
  const view = viewOf(body)
  const attributes = parseAttributes(body, ifinfomsgBytes)
  const ifindex = view.getInt32(4, littleEndian)
  const linkInfo = attributes.nested(ifla.linkinfo)
  return {
    ifindex,
    name: attributes.string(ifla.ifname) ?? `if${ifindex}`,
    kind: linkInfo?.string(iflaInfo.kind) ?? '',
    linkType: view.getUint16(2, littleEndian),
    mac: linkAddressText(attributes.bytes(ifla.address) ?? new Uint8Array(0)),
    mtu: attributes.u32(ifla.mtu) ?? 0,
    flags: view.getUint32(8, littleEndian),
    operstate: operstates[attributes.u8(ifla.operstate) ?? 0] ?? 'unknown',
    master: attributes.u32(ifla.master),
    link: attributes.u32(ifla.link),
    linkNetnsId: attributes.s32(ifla.linkNetnsid),
    qdisc: attributes.string(ifla.qdisc) ?? '',
    txQueueLength: attributes.u32(ifla.txqlen) ?? 0,
    xdp: parseXdp(attributes.nested(ifla.xdp)),
    bridgePort:
      linkInfo?.string(iflaInfo.slaveKind) === 'bridge'
        ? parseBridgePort(linkInfo.nested(iflaInfo.slaveData))
        : undefined,
  }
}

/** Flags that a kernel does not know yet (isolated before 4.18, locked before 5.18) are off. */
function parseBridgePort(data: Attributes | undefined): BridgePort | undefined {
  const state = bridgePortStates[data?.u8(iflaBrport.state) ?? -1]
  if (data === undefined || state === undefined) return undefined
  return {
    state,
    hairpin: data.u8(iflaBrport.mode) === 1,
    isolated: data.u8(iflaBrport.isolated) === 1,
    locked: data.u8(iflaBrport.locked) === 1,
    flood: data.u8(iflaBrport.unicastFlood) !== 0,
  }
}

/** IFLA_XDP_ATTACHED and the ids; kernels before 4.19 give one id only. */
const iflaXdp = { attached: 2, progId: 4, nativeId: 5, genericId: 6, offloadedId: 7 } as const
const attachedModes = [undefined, 'native', 'generic', 'offloaded'] as const

function parseXdp(xdp: Attributes | undefined): readonly LinkXdp[] {
  if (xdp === undefined) return []
  const programs: LinkXdp[] = []
  const take = (mode: LinkXdp['mode'], id: number | undefined): void => {
    if (id !== undefined && id !== 0) programs.push({ mode, id, name: '' })
  }
  take('native', xdp.u32(iflaXdp.nativeId))
  take('generic', xdp.u32(iflaXdp.genericId))
  take('offloaded', xdp.u32(iflaXdp.offloadedId))
  const mode = attachedModes[xdp.u8(iflaXdp.attached) ?? 0]
  if (programs.length === 0 && mode !== undefined) take(mode, xdp.u32(iflaXdp.progId))
  return programs
}
