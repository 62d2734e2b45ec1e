import type { Row } from '../../session/tables.js'
import { interruptedText } from '../netlink/request.js'
import { dump, rtm } from '../netlink/rtnetlink.js'
import { decodeClassOptions, decodeQdiscOptions } from '../netlink/qdisc-options.js'
import {
  classRequest,
  parseTrafficControl,
  qdiscRequest,
  type TrafficControl,
} from '../netlink/traffic-control-message.js'
import type { FactContext } from './namespace-facts.js'

/** Qdiscs of every interface, and the classes of HTB with their rates. */
export function readQdiscs({
  netns,
  phase,
  route,
  incomplete,
}: FactContext): readonly Row<'qdisc'>[] {
  const interrupted = (): void => incomplete(interruptedText)
  const qdiscs = dump(route, rtm.getQdisc, qdiscRequest(), interrupted).flatMap(parsed)
  const shaped = new Set(qdiscs.filter(({ kind }) => kind === 'htb').map(({ ifindex }) => ifindex))
  const classes = [...shaped].flatMap((ifindex) =>
    dump(route, rtm.getTclass, classRequest(ifindex), interrupted).flatMap(parsed),
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
