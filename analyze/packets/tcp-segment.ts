import type { DropGroup, DropSample } from '../artifacts/group.js'
import { tcpFlag } from '../../session/packet/numbers.js'
import { allSamples } from './packet-facts.js'

/** Bytes behind the TCP header; undefined if the head that was kept does not tell. */
const dataLength = ({ headers }: DropSample): number | undefined => {
  const length = headers?.tcp?.dataLength
  return length === undefined || length < 0 ? undefined : length
}

/** As far as the samples tell; undefined if none does. */
export const isEmptySegment = (group: DropGroup): boolean | undefined =>
  allSamples(group, (sample) => {
    const length = dataLength(sample)
    return length === undefined ? undefined : length === 0
  })

/**
 * A keepalive probe carries no byte, or one that was acknowledged long ago, and no flag but ACK.
 * Retransmissions of one byte look the same; then nothing is lost either.
 */
export const isKeepalive = (group: DropGroup): boolean =>
  allSamples(group, (sample) => {
    const length = dataLength(sample)
    return length === undefined
      ? undefined
      : length <= 1 && (sample.headers?.tcpFlags ?? 0) === tcpFlag.ack
  }) ?? false
