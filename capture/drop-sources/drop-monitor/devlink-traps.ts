import type { NetlinkSocket } from '../../../native/index.js'
import { genericBody, parseGeneric, resolveFamily } from '../../netlink/generic.js'
import { requestDump } from '../../netlink/request.js'

const devlinkFamily = 'devlink'
/** linux/devlink.h, 5.4 and later */
const devlinkCommand = { trapGet: 61, trapNew: 63 } as const
const devlinkAttribute = { trapName: 130, trapGroupName: 135 } as const

/**
 * Packet traps of the devices in the namespace of the socket: their groups by name. Empty where no device has any.
 * Throws NetlinkError.
 */
export function devlinkTraps(socket: NetlinkSocket): ReadonlyMap<string, string> {
  const traps = new Map<string, string>()
  const family = resolveFamily(socket, devlinkFamily)
  if (family === undefined) return traps
  const request = genericBody(devlinkCommand.trapGet, family.version)
  for (const { body } of requestDump(socket, family.id, request).messages) {
    const trap = parseTrap(body)
    if (trap !== undefined) traps.set(trap.name, trap.group)
  }
  return traps
}

/** DEVLINK_CMD_TRAP_NEW; undefined for other messages and traps without a name. */
export function parseTrap(
  body: Uint8Array,
): { readonly name: string; readonly group: string } | undefined {
  const message = parseGeneric(body)
  const name = message?.attributes.string(devlinkAttribute.trapName)
  if (message?.command !== devlinkCommand.trapNew || name === undefined) return undefined
  return { name, group: message.attributes.string(devlinkAttribute.trapGroupName) ?? '' }
}
