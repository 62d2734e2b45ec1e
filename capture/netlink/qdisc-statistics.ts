import { littleEndian, viewOf, type Attributes } from './attributes.js'
import { decodeXstats, type NamedStatistic } from './qdisc-xstats.js'
import { parseTrafficControl } from './traffic-control-message.js'

/** A queueing discipline or one of its classes, as RTM_NEWQDISC and RTM_NEWTCLASS tell. */
export interface QdiscStatistics {
  readonly ifindex: number
  readonly kind: string
  /** '8001:' for a qdisc, '1:10' for a class, '0:' for a qdisc that the kernel put there without a name. */
  readonly handle: string
  /** 'root', 'ingress', '1:10', '0:1' (a hardware queue of mq). */
  readonly parent: string
  readonly statistics: readonly NamedStatistic[]
}

const tca = { stats: 3, xstats: 4, stats2: 7 } as const
const tcaStats = { basic: 1, queue: 3, app: 4, packets64: 8 } as const

/** One payload of a dump; undefined if it is too short or has no kind. */
export function parseQdiscStatistics(payload: Uint8Array): QdiscStatistics | undefined {
  const message = parseTrafficControl(payload)
  if (message === undefined || message.kind === '') return undefined
  const { ifindex, kind, handle, parent, attributes } = message
  return { ifindex, kind, handle, parent, statistics: statisticsOf(kind, attributes) }
}

function statisticsOf(kind: string, attributes: Attributes): readonly NamedStatistic[] {
  const stats2 = attributes.nested(tca.stats2)
  const basic = stats2?.bytes(tcaStats.basic)
  const queue = stats2?.bytes(tcaStats.queue)
  const xstats = stats2?.bytes(tcaStats.app) ?? attributes.bytes(tca.xstats)
  const common =
    stats2 === undefined || (basic === undefined && queue === undefined)
      ? fromLegacy(attributes.bytes(tca.stats))
      : [...basicOf(basic, stats2.u64(tcaStats.packets64)), ...queueOf(queue)]
  return xstats === undefined ? common : [...common, ...decodeXstats(kind, xstats)]
}

/** struct gnet_stats_basic; its packets have 32 bits, TCA_STATS_PKT64 (5.5 and later) tells all 64. */
function basicOf(
  bytes: Uint8Array | undefined,
  packets64: number | undefined,
): readonly NamedStatistic[] {
  if (bytes === undefined || bytes.length < 12) return []
  const view = viewOf(bytes)
  return [
    { name: 'bytes', value: Number(view.getBigUint64(0, littleEndian)), gauge: false },
    { name: 'packets', value: packets64 ?? view.getUint32(8, littleEndian), gauge: false },
  ]
}

/** struct gnet_stats_queue */
const queueFields = [
  { name: 'qlen', gauge: true },
  { name: 'backlog', gauge: true },
  { name: 'drops', gauge: false },
  { name: 'requeues', gauge: false },
  { name: 'overlimits', gauge: false },
] as const

function queueOf(bytes: Uint8Array | undefined): readonly NamedStatistic[] {
  if (bytes === undefined) return []
  const view = viewOf(bytes)
  return queueFields.flatMap((field, i) =>
    bytes.length < i * 4 + 4 ? [] : [{ ...field, value: view.getUint32(i * 4, littleEndian) }],
  )
}

/** struct tc_stats, what there was before TCA_STATS2 and still goes beside it. */
function fromLegacy(bytes: Uint8Array | undefined): readonly NamedStatistic[] {
  if (bytes === undefined || bytes.length < 36) return []
  const view = viewOf(bytes)
  const at = (offset: number): number => view.getUint32(offset, littleEndian)
  return [
    { name: 'bytes', value: Number(view.getBigUint64(0, littleEndian)), gauge: false },
    { name: 'packets', value: at(8), gauge: false },
    { name: 'drops', value: at(12), gauge: false },
    { name: 'overlimits', value: at(16), gauge: false },
    { name: 'qlen', value: at(28), gauge: true },
    { name: 'backlog', value: at(32), gauge: true },
  ]
}
