import type { DropGroup } from './group.js'
import { isTcpWithoutSocket } from './no-socket.js'
import { tcpFlag } from '../session/packet/numbers.js'

const flagsOf = (group: DropGroup): number => group.flow?.tcpFlags ?? 0

/** A connection request for which there is no socket. */
export const isRefusedSyn = (group: DropGroup): boolean =>
  isTcpWithoutSocket(group) &&
  (flagsOf(group) & (tcpFlag.syn | tcpFlag.ack | tcpFlag.rst)) === tcpFlag.syn

export const isReset = (group: DropGroup): boolean => (flagsOf(group) & tcpFlag.rst) !== 0

/** Anything but a connection request, for which there is no connection. */
export const isStraySegment = (group: DropGroup): boolean =>
  isTcpWithoutSocket(group) && !isRefusedSyn(group)
