import type { DropGroup } from '../artifacts/group.js'
import { isBlind } from '../attribution/source-blindness.js'
import { isTcpWithoutSocket, tcpSites } from '../sockets/no-socket.js'
import { isTcp, toMulticast } from './packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'
import { isChecksumWrong } from './transport-checksum.js'
import { tcpFlag } from '../../session/packet/numbers.js'

const flagsOf = (group: DropGroup): number => group.flow?.tcpFlags ?? 0

const isSyn = (group: DropGroup): boolean =>
  (flagsOf(group) & (tcpFlag.syn | tcpFlag.ack | tcpFlag.rst)) === tcpFlag.syn

/** The last segment of a handshake, or any other that carries an ACK only. */
export const isPlainAck = (group: DropGroup): boolean =>
  (flagsOf(group) & (tcpFlag.syn | tcpFlag.ack | tcpFlag.rst | tcpFlag.fin)) === tcpFlag.ack

/** A connection request for which there is no socket, by the kernel's own word. */
export const isRefusedSyn = (group: DropGroup): boolean => isTcpWithoutSocket(group) && isSyn(group)

/** A connection request freed where that may be why, on a kernel that gives no reason (before 5.17). */
export const isSynWithoutReason = (group: DropGroup): boolean =>
  isTcp(group) &&
  isSyn(group) &&
  !toMulticast(group) &&
  noReason.includes(group.reason) &&
  tcpSites.includes(group.site) &&
  isChecksumWrong(group) !== true

export const isReset = (group: DropGroup): boolean => (flagsOf(group) & tcpFlag.rst) !== 0

/** Anything but a connection request, for which there is no connection. Without flags it cannot be told. */
export const isStraySegment = (group: DropGroup): boolean =>
  isTcpWithoutSocket(group) && !isRefusedSyn(group) && !isBlind(group)
