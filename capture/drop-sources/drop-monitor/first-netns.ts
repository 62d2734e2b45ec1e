import { closeSync, fstatSync, openSync } from 'node:fs'
import type { Addon, NetlinkSocket } from '../../../native/index.js'
import { errorCode } from '../../host/read-proc.js'
import { netlinkGeneric } from '../../netlink/generic.js'

export type SocketAddon = Pick<Addon, 'openNetlink' | 'setNetns'>

/**
 * Opens a generic netlink socket in the first network namespace: NET_DM is offered in no other, and a socket stays
 * where it was opened. In the own namespace if the first one cannot be entered: it may be the first one.
 */
export function openInFirstNetns(addon: SocketAddon): NetlinkSocket {
  const own = openSync('/proc/thread-self/ns/net', 'r')
  try {
    const first = openIfAllowed('/proc/1/ns/net')
    if (first === undefined) return addon.openNetlink(netlinkGeneric)
    try {
      return openIn(addon, first, own)
    } finally {
      closeSync(first)
    }
  } finally {
    closeSync(own)
  }
}

function openIn(addon: SocketAddon, first: number, own: number): NetlinkSocket {
  if (fstatSync(first).ino === fstatSync(own).ino) return addon.openNetlink(netlinkGeneric)
  try {
    addon.setNetns(first)
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error
    return addon.openNetlink(netlinkGeneric)
  }
  try {
    return addon.openNetlink(netlinkGeneric)
  } finally {
    addon.setNetns(own)
  }
}

function openIfAllowed(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT'].includes(errorCode(error))) return undefined
    throw error
  }
}
