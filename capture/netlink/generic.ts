import type { NetlinkSocket } from '../../native/index.js'
import {
  attributeString,
  concatBytes,
  littleEndian,
  parseAttributes,
  viewOf,
  type Attributes,
} from './attributes.js'
import { NetlinkError, type NetlinkMessage } from './message.js'
import { requestOne } from './request.js'

/** NETLINK_GENERIC, for `openNetlink`. */
export const netlinkGeneric = 16

/** struct genlmsghdr: u8 command, u8 version, u16 reserved. */
export const genericHeaderBytes = 4

/** GENL_ID_CTRL: the one family with a fixed message type. */
const controller = { id: 16, version: 1 } as const
const ctrlCommand = { getFamily: 3 } as const
const ctrlAttribute = { id: 1, name: 2, version: 3, maxAttribute: 5, mcastGroups: 7 } as const
const ctrlGroup = { name: 1, id: 2 } as const

/** A generic netlink family. Its id is given out anew at each boot and each loading of the module. */
export interface GenericFamily {
  /** The message type. */
  readonly id: number
  readonly version: number
  /** Greatest attribute that this kernel knows; 0 if it does not tell. */
  readonly maxAttribute: number
  /** Multicast groups by name: numbers for `joinGroup`. */
  readonly groups: ReadonlyMap<string, number>
}

export interface GenericMessage {
  readonly command: number
  readonly version: number
  readonly attributes: Attributes
}

/** What follows the nlmsghdr of a generic netlink message. */
export const genericBody = (
  command: number,
  version: number,
  ...attributes: readonly Uint8Array[]
): Uint8Array => concatBytes([Uint8Array.of(command, version, 0, 0), ...attributes])

/** Undefined if the message ends within its header. */
export function parseGeneric(body: Uint8Array): GenericMessage | undefined {
  if (body.length < genericHeaderBytes) return undefined
  const [command = 0, version = 0] = body
  return { command, version, attributes: parseAttributes(body, genericHeaderBytes) }
}

/**
 * Asks the kernel for a family; it loads the module of one that is not there yet, if it may. Undefined if there is
 * none, or if it is not offered in the namespace of the socket. Throws NetlinkError for anything else.
 */
export function resolveFamily(socket: NetlinkSocket, name: string): GenericFamily | undefined {
  const request = genericBody(
    ctrlCommand.getFamily,
    controller.version,
    attributeString(ctrlAttribute.name, name),
  )
  try {
    const [answer] = requestOne(socket, controller.id, request)
    return answer === undefined ? undefined : parseFamily(answer)
  } catch (error) {
    if (error instanceof NetlinkError && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** CTRL_CMD_NEWFAMILY; undefined if it has no id. */
export function parseFamily({ body }: Pick<NetlinkMessage, 'body'>): GenericFamily | undefined {
  const attributes = parseGeneric(body)?.attributes
  const id = attributes?.u16(ctrlAttribute.id)
  if (attributes === undefined || id === undefined) return undefined
  const groups = new Map<string, number>()
  for (const { value } of attributes.nested(ctrlAttribute.mcastGroups)?.entries ?? []) {
    const group = parseAttributes(value)
    const name = group.string(ctrlGroup.name)
    const number = group.u32(ctrlGroup.id)
    if (name !== undefined && number !== undefined) groups.set(name, number)
  }
  // Families before 2.6.15's versions do not exist; one without a version is as good as version 1.
  return {
    id,
    version: attributes.u32(ctrlAttribute.version) ?? 1,
    maxAttribute: attributes.u32(ctrlAttribute.maxAttribute) ?? 0,
    groups,
  }
}

/** nlmsghdr.type of a whole message, undefined if it is shorter than that. */
export const messageType = (message: Uint8Array): number | undefined =>
  message.length < 6 ? undefined : viewOf(message).getUint16(4, littleEndian)
