import type { NetlinkSocket } from '../../native/index.js'
import type { Row } from '../../session/tables.js'
import { addressRequest, parseAddress } from '../netlink/address-message.js'
import { neighbourRequest, parseNeighbour } from '../netlink/neighbour-message.js'
import { parseRoute, routeRequest } from '../netlink/route-message.js'
import { routeText } from '../netlink/route-text.js'
import { dumpUpTo, interruptedText } from '../netlink/request.js'
import { addressFamily, dump, rtm } from '../netlink/rtnetlink.js'
import { parseRule, ruleRequest } from '../netlink/rule-message.js'
import type { Phase } from './phase.js'

/** What the readers of one namespace's facts need: they run inside it. */
export interface FactContext {
  readonly netns: number
  readonly phase: Phase
  /** rtnetlink socket of that namespace. */
  readonly route: NetlinkSocket
  readonly interfaceName: (ifindex: number) => string
  /** To be called if what was read is not sure to be all. */
  readonly incomplete: (why: string) => void
}

/** A table of the namespace; tells if it is not sure to be whole. */
export const dumpOf = (
  { route, incomplete }: FactContext,
  type: number,
  request: Uint8Array,
): readonly Uint8Array[] => dump(route, type, request, () => incomplete(interruptedText))

const families = [addressFamily.inet, addressFamily.inet6] as const

export function readAddresses(context: FactContext): readonly Row<'address'>[] {
  const { netns, phase } = context
  return dumpOf(context, rtm.getAddr, addressRequest()).flatMap((body) => {
    const address = parseAddress(body)
    if (address === undefined) return []
    return [{ netns, ...address, broadcast: address.broadcast ?? null, phase }]
  })
}

/** A router with a full table: the rest is left out, and source_health says so. */
const routeLimit = 20_000

/** `openRoute` opens an rtnetlink socket: one on which a dump was cut short takes no other. */
export function readRoutes(
  { netns, phase, interfaceName, incomplete }: FactContext,
  openRoute: () => NetlinkSocket,
): readonly Row<'route'>[] {
  return families.flatMap((family) => {
    const answer = withSocket(openRoute, (socket) =>
      dumpUpTo(socket, rtm.getRoute, routeRequest(family), routeLimit),
    )
    if (answer.cut) incomplete(`more than ${routeLimit} routes, the rest is missing`)
    if (answer.interrupted) incomplete(interruptedText)
    return answer.bodies.flatMap((body): readonly Row<'route'>[] => {
      const parsed = parseRoute(body)
      if (parsed === undefined) return []
      const hop = parsed.nextHops[0]
      return [
        {
          netns,
          family: parsed.family,
          table_id: parsed.tableId,
          type: parsed.type,
          dst: parsed.dst,
          gateway: hop?.gateway ?? null,
          oif: hop?.oif ?? null,
          metric: parsed.metric,
          text: routeText(parsed, interfaceName),
          phase,
        },
      ]
    })
  })
}

export function readPolicyRules(context: FactContext): readonly Row<'rule'>[] {
  const { netns, phase } = context
  return families.flatMap((family) =>
    dumpOf(context, rtm.getRule, ruleRequest(family)).flatMap((body) => {
      const rule = parseRule(body)
      return rule === undefined ? [] : [{ netns, ...rule, phase }]
    }),
  )
}

export function readNeighbours(context: FactContext): readonly Row<'neighbour'>[] {
  const { netns, phase } = context
  return families.flatMap((family) =>
    dumpOf(context, rtm.getNeigh, neighbourRequest(family)).flatMap((body) => {
      const neighbour = parseNeighbour(body)
      return neighbour === undefined ? [] : [{ netns, ...neighbour, phase }]
    }),
  )
}

export function withSocket<T>(open: () => NetlinkSocket, use: (socket: NetlinkSocket) => T): T {
  const socket = open()
  try {
    return use(socket)
  } finally {
    socket.close()
  }
}
