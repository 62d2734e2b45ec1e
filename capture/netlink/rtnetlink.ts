import type { NetlinkSocket } from '../../native/index.js'
import { requestDump } from './request.js'

/** NETLINK_ROUTE, for `openNetlink`. */
export const netlinkRoute = 0

/** Message types of linux/rtnetlink.h. */
export const rtm = {
  newLink: 16,
  getLink: 18,
  newAddr: 20,
  getAddr: 22,
  newRoute: 24,
  getRoute: 26,
  newNeigh: 28,
  getNeigh: 30,
  newRule: 32,
  getRule: 34,
  newQdisc: 36,
  getQdisc: 38,
  newTclass: 40,
  getTclass: 42,
  newNsid: 88,
  getNsid: 90,
  newStats: 92,
  getStats: 94,
} as const

export const addressFamily = { unspec: 0, inet: 2, bridge: 7, inet6: 10, packet: 17 } as const

/**
 * Asks rtnetlink for a whole table: `type` is one of rtm.get…, `body` its request header (ifinfomsg, tcmsg, …).
 * Gives what follows the nlmsghdr of each answer. `interrupted` is called if that is not sure to be all. Throws
 * NetlinkError with `code`.
 */
export function dump(
  socket: NetlinkSocket,
  type: number,
  body: Uint8Array,
  interrupted: () => void,
): readonly Uint8Array[] {
  const answer = requestDump(socket, type, body)
  if (answer.interrupted) interrupted()
  return answer.messages.map((message) => message.body)
}
