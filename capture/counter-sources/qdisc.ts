import { parseQdiscStatistics, type QdiscStatistics } from '../netlink/qdisc-statistics.js'
import { rtm } from '../netlink/rtnetlink.js'
import { classRequest, qdiscRequest } from '../netlink/traffic-control-message.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

/**
 * Kinds without classes, and those whose classes are the flows of the moment (fq_codel, sfq, cake): hash buckets that
 * come and go. All others are asked for classes.
 */
const kindsWithoutClasses: ReadonlySet<string> = new Set([
  'noqueue',
  'noop',
  'pfifo_fast',
  'pfifo',
  'bfifo',
  'pfifo_head_drop',
  'codel',
  'pie',
  'fq',
  'fq_pie',
  'fq_codel',
  'sfq',
  'cake',
  'choke',
  'sfb',
  'hhf',
  'gred',
  'ingress',
  'clsact',
  'mq',
])

/** Names as 'qdisc:eth0/8001:.drops', 'class:eth0/1:10.drops', from the payloads of a dump. */
export const parse = (
  payloads: readonly Uint8Array[],
  type: 'qdisc' | 'class',
  interfaceName: (ifindex: number) => string,
): readonly CounterReading[] => readingsOf(decode(payloads), type, interfaceName)

const decode = (payloads: readonly Uint8Array[]): readonly QdiscStatistics[] =>
  payloads.flatMap((payload) => parseQdiscStatistics(payload) ?? [])

function readingsOf(
  qdiscs: readonly QdiscStatistics[],
  type: 'qdisc' | 'class',
  interfaceName: (ifindex: number) => string,
): readonly CounterReading[] {
  return qdiscs.flatMap((qdisc) => {
    const { ifindex } = qdisc
    const prefix = `${type}:${interfaceName(ifindex)}/${placeOf(qdisc)}`
    return qdisc.statistics.map(({ name, value, gauge }) =>
      gauge
        ? { name: `${prefix}.${name}`, value, ifindex, gauge }
        : { name: `${prefix}.${name}`, value, ifindex },
    )
  })
}

/** The handle; for the nameless children of mq, which all have handle 0, the parent too, as tc prints it. */
const placeOf = ({ handle, parent }: QdiscStatistics): string =>
  handle === '0:' && parent !== 'root' ? `${handle} parent ${parent}` : handle

function read(context: CounterContext): readonly CounterReading[] {
  const interfaceName = (ifindex: number): string => context.interfaceName(ifindex)
  const qdiscs = decode(context.dump(rtm.getQdisc, qdiscRequest()))
  const classful = new Set(
    qdiscs.filter(({ kind }) => !kindsWithoutClasses.has(kind)).map(({ ifindex }) => ifindex),
  )
  const classes = [...classful].flatMap((ifindex) =>
    parse(context.dump(rtm.getTclass, classRequest(ifindex)), 'class', interfaceName),
  )
  return [...readingsOf(qdiscs, 'qdisc', interfaceName), ...classes]
}

const source: CounterSource = {
  name: 'qdisc',
  title: 'Queueing disciplines and their classes (rtnetlink)',
  scope: 'namespace',
  every: 1,
  read,
  missing: 'the kernel has no traffic control: losses in transmit queues are not counted by queue',
}
export default source
