import type { DropGroup } from '../artifacts/group.js'
import { allSamples } from './packet-facts.js'

/**
 * A keepalive probe carries no byte, or one that was acknowledged long ago, and no flag but ACK.
 * Retransmissions of one byte look the same; then nothing is lost either.
 */
export const isKeepalive = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) => {
    const length = headers?.tcp?.dataLength
    return length === undefined || length < 0
      ? undefined
      : length <= 1 && (headers?.tcpFlags ?? 0) === 0x10
  }) ?? false
