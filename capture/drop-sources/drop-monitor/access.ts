import { readFileSync, readlinkSync } from 'node:fs'
import { release } from 'node:os'
import { gunzipSync } from 'node:zlib'
import type { NetlinkSocket } from '../../../native/index.js'
import { errorCode } from '../../host/read-proc.js'
import { resolveFamily, type GenericFamily } from '../../netlink/generic.js'
import { NetlinkError } from '../../netlink/message.js'
import { isOn } from './control.js'
import { openInFirstNetns, type SocketAddon } from './first-netns.js'
import { netDmFamily, netDmGroup } from './net-dm.js'
import type { DropMonitorAccess } from './obstacle.js'

/** Tries what recording needs, as far as it leaves no trace (but that the kernel may load its module). */
export function dropMonitorAccess(addon: SocketAddon): DropMonitorAccess {
  const socket = openInFirstNetns(addon)
  try {
    const family = resolveFamily(socket, netDmFamily)
    const kernel = release()
    return {
      kernel,
      hasFamily: family !== undefined,
      netns: netnsSeen(),
      hasModule: moduleListed(kernel),
      configured: configured(kernel),
      modulesDisabled: readText('/proc/sys/kernel/modules_disabled')?.trim() === '1',
      joining: family === undefined ? '' : codeOf(() => joinEvents(socket, family)),
      configuring: family === undefined ? '' : codeOf(() => isOn({ socket, family })),
    }
  } finally {
    socket.close()
  }
}

/** Throws with `code` EPERM without CAP_SYS_ADMIN. */
export function joinEvents(socket: NetlinkSocket, { groups }: GenericFamily): void {
  const group = groups.get(netDmGroup)
  if (group === undefined) throw new Error(`${netDmFamily} has no group ${netDmGroup}`)
  socket.joinGroup(group)
}

function codeOf(attempt: () => unknown): string {
  try {
    attempt()
    return ''
  } catch (error) {
    const code = error instanceof NetlinkError ? error.code : errorCode(error)
    return code === '' ? String(error) : code
  }
}

/** PROC_PID_INIT_INO of linux/proc_ns.h: the first pid namespace has it in every kernel. */
const firstPidNamespace = 'pid:[4026531836]'

function netnsSeen(): DropMonitorAccess['netns'] {
  const first = readLink('/proc/1/ns/net')
  const own = readLink('/proc/thread-self/ns/net')
  // In a container process 1 is the container's, and nothing tells which namespace is the first.
  if (readLink('/proc/self/ns/pid') !== firstPidNamespace) return 'unknown'
  if (first === undefined) return 'unknown'
  return first === own ? 'first' : 'entered'
}

function moduleListed(kernel: string): boolean | undefined {
  return readText(`/lib/modules/${kernel}/modules.dep`)?.includes('/drop_monitor.ko')
}

function configured(kernel: string): DropMonitorAccess['configured'] {
  const text =
    readGzip('/proc/config.gz') ??
    readText(`/boot/config-${kernel}`) ??
    readText(`/lib/modules/${kernel}/config`)
  return text === undefined ? undefined : configuredIn(text)
}

/** CONFIG_NET_DROP_MONITOR in a kernel's configuration. */
export function configuredIn(text: string): 'y' | 'm' | 'n' {
  const [, value] = /^CONFIG_NET_DROP_MONITOR=([ym])$/m.exec(text) ?? []
  return value === 'y' || value === 'm' ? value : 'n'
}

const readText = (path: string): string | undefined => ifReadable(() => readFileSync(path, 'utf8'))

const readGzip = (path: string): string | undefined =>
  ifReadable(() => gunzipSync(readFileSync(path)).toString())

const readLink = (path: string): string | undefined => ifReadable(() => readlinkSync(path))

function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    // What cannot be read here only makes the explanation shorter.
    if (error instanceof Error) return undefined
    throw error
  }
}
