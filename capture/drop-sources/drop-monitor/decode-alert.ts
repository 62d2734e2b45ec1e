/**
 * Alerts of NET_DM. They come by the thousands: nothing is allocated per attribute, only per alert. Whatever the
 * bytes, nothing here throws or reads beyond them.
 */
import { align4, littleEndian, viewOf } from '../../netlink/attributes.js'
import { RecurringText } from './recurring-text.js'
import { netDmAttribute, netDmCommand, netDmOrigin, netDmPort } from './net-dm.js'

/** What one CPU counted since its last alert. Software and hardware drops never come in the same one. */
export interface SummaryAlert {
  readonly kind: 'summary'
  readonly sites: readonly { readonly pc: bigint; readonly drops: number }[]
  readonly traps: readonly { readonly name: string; readonly drops: number }[]
  /** Types of attributes that this version does not know. */
  readonly unknown: readonly number[]
}

/** One dropped packet. Strings are '' and numbers 0 where the kernel did not tell. */
export interface PacketAlert {
  readonly kind: 'packet'
  readonly hardware: boolean
  /** Address of the drop site; 0 for hardware drops. */
  readonly pc: bigint
  /** Without SKB_DROP_REASON_. */
  readonly reason: string
  /** As `%pS` prints it: 'function+0x1/0x2 [module]', cut at 39 characters. */
  readonly symbol: string
  readonly trapGroup: string
  readonly trapName: string
  /** skb_iif, in the packet's own namespace, which is not told. */
  readonly ifindex: number
  /** Hardware drops only. */
  readonly interfaceName: string
  /** CLOCK_REALTIME in nanoseconds; 0 if not told. */
  readonly timestampNs: bigint
  readonly originalLength: number
  /** EtherType. */
  readonly protocol: number
  /** From the MAC header on, cut at the truncation length; a view into the message. */
  readonly payload: Uint8Array
  readonly flowActionCookie: Uint8Array | undefined
  readonly unknown: readonly number[]
}

/** Bytes that are no alert, or not a whole one. */
export interface UndecodedAlert {
  readonly kind: 'undecoded'
  readonly why: string
}

export type Alert = SummaryAlert | PacketAlert | UndecodedAlert

const headersBytes = 20
const attributeHeaderBytes = 4
const typeMask = 0x3fff
/** struct net_dm_drop_point: u8 pc[8], u32 count, packed. */
const dropPointBytes = 12
const nothing = new Uint8Array(0)
const texts = new RecurringText()
const noneUnknown: readonly number[] = []

const undecoded = (why: string): UndecodedAlert => ({ kind: 'undecoded', why })
const damaged = undecoded('an attribute reaches beyond its message')

/** Decodes one message, from its nlmsghdr on. The family (nlmsghdr.type) is not looked at: ids differ by boot. */
export function decodeAlert(message: Uint8Array): Alert {
  if (message.length < headersBytes) return undecoded('shorter than its headers')
  const view = viewOf(message)
  const end = view.getUint32(0, littleEndian)
  if (end < headersBytes || end > message.length) return undecoded('cut short')
  const command = message[16] ?? 0
  if (command === netDmCommand.packetAlert) return decodePacketAlert(message, view, end)
  if (command === netDmCommand.alert) return decodeSummaryAlert(message, view, end)
  return undecoded(`command ${command} is no alert`)
}

/** End of the attribute at `at`; -1 if it is not whole. */
function attributeEnd(view: DataView, at: number, end: number): number {
  const length = view.getUint16(at, littleEndian)
  return length < attributeHeaderBytes || at + length > end ? -1 : at + length
}

function decodePacketAlert(message: Uint8Array, view: DataView, end: number): Alert {
  let hardware = false
  let pc = 0n
  let reason = ''
  let symbol = ''
  let trapGroup = ''
  let trapName = ''
  let ifindex = 0
  let interfaceName = ''
  let timestampNs = 0n
  let originalLength = 0
  let protocol = 0
  let payload: Uint8Array = nothing
  let flowActionCookie: Uint8Array | undefined
  let unknown: number[] | undefined
  let next: number
  for (let at = headersBytes; at + attributeHeaderBytes <= end; at = next) {
    const stop = attributeEnd(view, at, end)
    if (stop < 0) return damaged
    next = align4(stop)
    const value = at + attributeHeaderBytes
    const size = stop - value
    const type = view.getUint16(at + 2, littleEndian) & typeMask
    switch (type) {
      case netDmAttribute.origin:
        hardware = size >= 2 && view.getUint16(value, littleEndian) === netDmOrigin.hardware
        break
      case netDmAttribute.pc:
        if (size >= 8) pc = view.getBigUint64(value, littleEndian)
        break
      case netDmAttribute.reason:
        reason = texts.at(message, value, stop)
        break
      case netDmAttribute.symbol:
        symbol = texts.at(message, value, stop)
        break
      case netDmAttribute.hwTrapGroupName:
        trapGroup = texts.at(message, value, stop)
        break
      case netDmAttribute.hwTrapName:
        trapName = texts.at(message, value, stop)
        break
      case netDmAttribute.inPort:
        // Empty for a packet that was made here.
        for (let inner = value; inner + attributeHeaderBytes <= stop;) {
          const innerStop = attributeEnd(view, inner, stop)
          if (innerStop < 0) return damaged
          const from = inner + attributeHeaderBytes
          const port = view.getUint16(inner + 2, littleEndian) & typeMask
          if (port === netDmPort.netdevIfindex && innerStop - from >= 4)
            ifindex = view.getUint32(from, littleEndian)
          else if (port === netDmPort.netdevName) interfaceName = texts.at(message, from, innerStop)
          inner = align4(innerStop)
        }
        break
      case netDmAttribute.timestamp:
        if (size >= 8) timestampNs = view.getBigUint64(value, littleEndian)
        break
      case netDmAttribute.origLen:
        if (size >= 4) originalLength = view.getUint32(value, littleEndian)
        break
      case netDmAttribute.proto:
        if (size >= 2) protocol = view.getUint16(value, littleEndian)
        break
      case netDmAttribute.payload:
        payload = message.subarray(value, stop)
        break
      case netDmAttribute.flowActionCookie:
        flowActionCookie = message.subarray(value, stop)
        break
      case netDmAttribute.pad:
        break
      default:
        ;(unknown ??= []).push(type)
    }
  }
  return {
    kind: 'packet',
    hardware,
    pc,
    reason,
    symbol,
    trapGroup,
    trapName,
    ifindex,
    interfaceName,
    timestampNs,
    originalLength: originalLength === 0 ? payload.length : originalLength,
    protocol,
    payload,
    flowActionCookie,
    unknown: unknown ?? noneUnknown,
  }
}

function decodeSummaryAlert(message: Uint8Array, view: DataView, end: number): Alert {
  const sites: { pc: bigint; drops: number }[] = []
  const traps: { name: string; drops: number }[] = []
  let unknown: number[] | undefined
  let next: number
  for (let at = headersBytes; at + attributeHeaderBytes <= end; at = next) {
    const stop = attributeEnd(view, at, end)
    if (stop < 0) return damaged
    next = align4(stop)
    const value = at + attributeHeaderBytes
    const type = view.getUint16(at + 2, littleEndian) & typeMask
    if (type === netDmAttribute.unspec) {
      if (stop - value < 4) return damaged
      const entries = view.getUint32(value, littleEndian)
      if (value + 4 + entries * dropPointBytes > stop) return damaged
      for (let entry = 0; entry < entries; entry++) {
        const point = value + 4 + entry * dropPointBytes
        sites.push({
          pc: view.getBigUint64(point, littleEndian),
          drops: view.getUint32(point + 8, littleEndian),
        })
      }
    } else if (type === netDmAttribute.hwEntries) {
      if (!decodeTraps(message, view, value, stop, traps)) return damaged
    } else if (type !== netDmAttribute.pad) {
      ;(unknown ??= []).push(type)
    }
  }
  return { kind: 'summary', sites, traps, unknown: unknown ?? noneUnknown }
}

/** NET_DM_ATTR_HW_ENTRIES: false if it is damaged. */
function decodeTraps(
  message: Uint8Array,
  view: DataView,
  from: number,
  end: number,
  traps: { name: string; drops: number }[],
): boolean {
  for (let at = from; at + attributeHeaderBytes <= end;) {
    const stop = attributeEnd(view, at, end)
    if (stop < 0) return false
    let name = ''
    let drops = 0
    for (let inner = at + attributeHeaderBytes; inner + attributeHeaderBytes <= stop;) {
      const innerStop = attributeEnd(view, inner, stop)
      if (innerStop < 0) return false
      const value = inner + attributeHeaderBytes
      const type = view.getUint16(inner + 2, littleEndian) & typeMask
      if (type === netDmAttribute.hwTrapName) name = texts.at(message, value, innerStop)
      else if (type === netDmAttribute.hwTrapCount && innerStop - value >= 4)
        drops = view.getUint32(value, littleEndian)
      inner = align4(innerStop)
    }
    traps.push({ name, drops })
    at = align4(stop)
  }
  return true
}
