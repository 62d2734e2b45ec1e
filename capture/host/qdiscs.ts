import type { Row } from '../../session/tables.js'
import { rtm } from '../netlink/rtnetlink.js'
import { decodeClassOptions, decodeQdiscOptions } from '../netlink/qdisc-options.js'
import {
  classRequest,
  parseTrafficControl,
  qdiscRequest,
  type TrafficControl,
} from '../netlink/traffic-control-message.js'
import { dumpOf, type FactContext } from './namespace-facts.js'

/** Qdiscs of every interface, and the classes of HTB with their rates. */
export function readQdiscs(context: FactContext): readonly Row<'qdisc'>[] {
  const { netns, phase } = context
  const qdiscs = dumpOf(context, rtm.getQdisc, qdiscRequest()).flatMap(parsed)
  const shaped = new Set(qdiscs.filter(({ kind }) => kind === 'htb').map(({ ifindex }) => ifindex))
  const classes = [...shaped].flatMap((ifindex) =>
    dumpOf(context, rtm.getTclass, classRequest(ifindex)).flatMap(parsed),
  )
  const row = (found: TrafficControl, options: unknown): Row<'qdisc'> => ({
    netns,
    ifindex: found.ifindex,
    handle: found.handle,
    parent: found.parent,
    kind: found.kind,
    options: JSON.stringify(options),
    phase,
  })
  return [
    ...qdiscs.map((qdisc) => row(qdisc, decodeQdiscOptions(qdisc))),
    ...classes.map((found) => row(found, decodeClassOptions(found))),
  ]
}

function parsed(body: Uint8Array): readonly TrafficControl[] {
  const found = parseTrafficControl(body)
  return found === undefined ? [] : [found]
}
