/** A NET_DM exchange picked out of all generic netlink messages of a machine. */
import { netDmCommand, netDmFamily } from '../../capture/drop-sources/drop-monitor/net-dm.js'

export interface NamedMessage {
  /** '003-tx-start', '007-rx-packet-alert': its place, from dropcorr or from the kernel, what it is. */
  readonly name: string
  readonly bytes: Buffer
}

// linux/netlink.h and linux/genetlink.h
const nlmsgError = 2
const generic = { id: 0x10, getFamily: 3, newFamily: 1 } as const
const requestFlag = 1
const familyIdAttribute = 1
const headers = { message: 16, genericMessage: 20 } as const

/** Messages of NET_DM and their answers, in the order in which they came. */
export function netDmExchange(messages: readonly Buffer[]): readonly NamedMessage[] {
  const family = messages.map(familyId).find((id) => id !== undefined)
  /** Requests that await an answer, by sequence number. */
  const asked = new Map<number, string>()
  const named: NamedMessage[] = []
  for (const bytes of messages) {
    const { type, flags, sequence, command } = headerOf(bytes)
    const request = (flags & requestFlag) !== 0 && type !== nlmsgError
    const ours = type === family || (type === generic.id && bytes.includes(netDmFamily))
    const answered = asked.get(sequence)
    let what: string | undefined
    if (request && ours) {
      what = type === generic.id ? 'getfamily' : nameOf(command)
      asked.set(sequence, what)
    } else if (type === nlmsgError && answered !== undefined) what = `${answered}-ack`
    else if (ours && !request) what = type === generic.id ? 'getfamily-reply' : nameOf(command)
    if (what === undefined) continue
    const place = String(named.length).padStart(3, '0')
    named.push({ name: `${place}-${request ? 'tx' : 'rx'}-${what}`, bytes })
  }
  return named
}

function nameOf(command: number): string {
  const found = Object.entries(netDmCommand).find(([, number]) => number === command)
  return found?.[0].replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) ?? `cmd${command}`
}

interface Header {
  readonly type: number
  readonly flags: number
  readonly sequence: number
  readonly command: number
}

function headerOf(bytes: Buffer): Header {
  if (bytes.length <= headers.message) return { type: 0, flags: 0, sequence: 0, command: 0 }
  return {
    type: bytes.readUInt16LE(4),
    flags: bytes.readUInt16LE(6),
    sequence: bytes.readUInt32LE(8),
    command: bytes.readUInt8(headers.message),
  }
}

/** From the controller's answer: the id that this boot gave to NET_DM. */
function familyId(bytes: Buffer): number | undefined {
  const { type, command } = headerOf(bytes)
  if (type !== generic.id || command !== generic.newFamily || !bytes.includes(netDmFamily))
    return undefined
  for (let at = headers.genericMessage; at + 6 <= bytes.length;) {
    if (bytes.readUInt16LE(at + 2) === familyIdAttribute) return bytes.readUInt16LE(at + 4)
    at += Math.max(4, (bytes.readUInt16LE(at) + 3) & ~3)
  }
  return undefined
}
