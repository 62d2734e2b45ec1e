/** What the header bytes of a group's samples say about IGMP, for igmp_rcv gives no reason. */
import { onesComplementSum } from '../../session/packet/checksum.js'
import type { DropGroup, DropSample } from '../artifacts/group.js'
import { allSamples } from './packet-facts.js'

const membershipQuery = 0x11

/** Of the whole message; undefined where not all bytes were kept. */
export const isIgmpChecksumWrong = (group: DropGroup): boolean | undefined =>
  allSamples(group, (sample) => {
    const message = messageOf(sample)
    return message === undefined
      ? undefined
      : onesComplementSum(message, 0, message.length) !== 0xffff
  })

/** A query asks this host, too: one that is dropped is damaged. */
export const isIgmpQuery = (group: DropGroup): boolean | undefined =>
  allSamples(group, ({ head, headers }) => {
    const type = headers === undefined ? undefined : head[headers.payloadOffset]
    return type === undefined ? undefined : type === membershipQuery
  })

function messageOf({ head, headers }: DropSample): Uint8Array | undefined {
  if (headers?.ipv4 === undefined || headers.payloadOffset < 0 || headers.fragment) return undefined
  const end = headers.networkOffset + headers.ipv4.totalLength
  return end > head.length ? undefined : head.subarray(headers.payloadOffset, end)
}
