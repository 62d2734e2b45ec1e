/** The requests of NET_DM and the answers to them. All throw NetlinkError, with the kernel's own words. */
import type { NetlinkSocket } from '../../../native/index.js'
import { attributeFlag, attributeU32, attributeU8 } from '../../netlink/attributes.js'
import { genericBody, parseGeneric, type GenericFamily } from '../../netlink/generic.js'
import { NetlinkError, type NetlinkMessage } from '../../netlink/message.js'
import { requestOne } from '../../netlink/request.js'
import { netDmAttribute, netDmCommand, netDmMode, netDmStats } from './net-dm.js'
import type { AlertMode } from '../../source.js'

/** A socket of the first network namespace, and the family there. */
export interface NetDm {
  readonly socket: NetlinkSocket
  readonly family: GenericFamily
}

/** Settings of the whole kernel: they outlive who made them. */
export interface NetDmConfig {
  readonly alertMode: AlertMode
  /** Bytes of each packet that are reported; 0 = all. */
  readonly truncLength: number
  /** Packets that wait to be reported, per CPU. */
  readonly queueLength: number
}

/** Which drops are monitored. */
export interface NetDmDrops {
  readonly software: boolean
  readonly hardware: boolean
}

/** Packets that found the queue of their CPU full, since the module was loaded; packet mode only. */
export interface NetDmStatistics {
  readonly softwareDropped: number
  readonly hardwareDropped: number
}

/** Of linux/net_dropmon.h: what the kernel has from its start. */
export const defaultConfig: NetDmConfig = {
  alertMode: 'summary',
  truncLength: 0,
  queueLength: 1000,
}

/** EOPNOTSUPP, which Node calls by its other name. */
const notSupported = 'ENOTSUP'

const request = (
  { socket, family }: NetDm,
  command: number,
  ...attributes: readonly Uint8Array[]
): readonly NetlinkMessage[] =>
  requestOne(socket, family.id, genericBody(command, family.version, ...attributes))

export function configure(dm: NetDm, config: NetDmConfig): void {
  request(
    dm,
    netDmCommand.config,
    attributeU8(netDmAttribute.alertMode, netDmMode[config.alertMode]),
    attributeU32(netDmAttribute.truncLen, config.truncLength),
    attributeU32(netDmAttribute.queueLen, config.queueLength),
  )
}

/** Undefined before 5.4, where there is nothing to set: the mode is summary. */
export function readConfig(dm: NetDm): NetDmConfig | undefined {
  return firstOf(dm, netDmCommand.configGet, parseConfig)
}

export function parseConfig(body: Uint8Array): NetDmConfig | undefined {
  const message = parseGeneric(body)
  if (message?.command !== netDmCommand.configNew) return undefined
  const { attributes } = message
  const isPacket = attributes.u8(netDmAttribute.alertMode) === netDmMode.packet
  return {
    alertMode: isPacket ? 'packet' : 'summary',
    truncLength: attributes.u32(netDmAttribute.truncLen) ?? defaultConfig.truncLength,
    queueLength: attributes.u32(netDmAttribute.queueLen) ?? defaultConfig.queueLength,
  }
}

/** Undefined before 5.4, where there are no queues. */
export function readStatistics(dm: NetDm): NetDmStatistics | undefined {
  return firstOf(dm, netDmCommand.statsGet, parseStatistics)
}

export function parseStatistics(body: Uint8Array): NetDmStatistics | undefined {
  const message = parseGeneric(body)
  if (message?.command !== netDmCommand.statsNew) return undefined
  const dropped = (type: number): number =>
    message.attributes.nested(type)?.u64(netDmStats.dropped) ?? 0
  return {
    softwareDropped: dropped(netDmAttribute.stats),
    hardwareDropped: dropped(netDmAttribute.hwStats),
  }
}

/** True if it is on now, false if it was on already: then nothing has changed. */
export function start(dm: NetDm, drops: NetDmDrops): boolean {
  return !isRefused('EAGAIN', () => request(dm, netDmCommand.start, ...dropFlags(drops)))
}

/** No error if it is off already. */
export function stop(dm: NetDm, drops: NetDmDrops): void {
  request(dm, netDmCommand.stop, ...dropFlags(drops))
}

/**
 * Whether anyone has it on, software or hardware: then even settings that change nothing are refused. Before 5.4 that
 * cannot be asked: false.
 */
export function isOn(dm: NetDm): boolean {
  let on = false
  isRefused(notSupported, () => {
    on = isRefused('EBUSY', () => request(dm, netDmCommand.config))
  })
  return on
}

const dropFlags = ({ software, hardware }: NetDmDrops): readonly Uint8Array[] => [
  ...(software ? [attributeFlag(netDmAttribute.swDrops)] : []),
  ...(hardware ? [attributeFlag(netDmAttribute.hwDrops)] : []),
]

/** The first answer that `parse` understands; undefined if the kernel does not know the command. */
function firstOf<T>(
  dm: NetDm,
  command: number,
  parse: (body: Uint8Array) => T | undefined,
): T | undefined {
  let answer: T | undefined
  isRefused(notSupported, () => {
    for (const { body } of request(dm, command)) answer ??= parse(body)
  })
  return answer
}

function isRefused(code: string, action: () => unknown): boolean {
  try {
    action()
    return false
  } catch (error) {
    if (error instanceof NetlinkError && error.code === code) return true
    throw error
  }
}
