import {
  type Attributes,
  attributeNested,
  attributeString,
  concatBytes,
  littleEndian,
  parseAttributes,
  viewOf,
} from './attributes.js'

/** An action of tc filters (RTM_GETACTION), shared by all filters that name it. */
export interface TcAction {
  /** 'gact', 'police', 'bpf', and 'redirect' or 'mirror' for the two sorts of mirred. */
  readonly kind: string
  readonly index: number
  /** Interface that mirred sends to, undefined for other kinds. */
  readonly target: number | undefined
  /** Packets that the action dropped. */
  readonly dropped: number
  /** Packets over a limit; for mirred: packets it could not send. */
  readonly overlimits: number
}

/** struct tcamsg */
const tcamsgBytes = 4
const tcaRootTab = 1
const tcaAct = { kind: 1, options: 2, index: 3, stats: 4 } as const
const tcaStatsQueue = 3
const tcaMirredParms = 2
/** struct tc_mirred: index, capab, action, refcnt, bindcnt, eaction, ifindex. */
const mirred = { eaction: 20, ifindex: 24, bytes: 28 } as const
/** TCA_EGRESS_REDIR and TCA_INGRESS_REDIR; the others mirror. */
const redirects: readonly number[] = [1, 3]
/** struct gnet_stats_queue: qlen, backlog, drops, requeues, overlimits. */
const queue = { drops: 8, overlimits: 16, bytes: 20 } as const

/** Body of an RTM_GETACTION dump: actions are listed by kind. A kind that is not loaded has none. */
export const actionRequest = (kind: string): Uint8Array =>
  concatBytes([
    new Uint8Array(tcamsgBytes),
    // the first, and only, action of the table asked for
    attributeNested(tcaRootTab, attributeNested(1, attributeString(tcaAct.kind, kind))),
  ])

/** Actions of one payload of a dump; those without kind or index are left out. */
export function parseActions(payload: Uint8Array): readonly TcAction[] {
  const table = parseAttributes(payload, tcamsgBytes).nested(tcaRootTab)
  return (table?.entries ?? []).flatMap(({ value }) => actionOf(parseAttributes(value)) ?? [])
}

function actionOf(action: Attributes): TcAction | undefined {
  const options = action.nested(tcaAct.options)
  const kind = action.string(tcaAct.kind)
  const sent = kind === 'mirred' ? mirredOf(options?.bytes(tcaMirredParms)) : undefined
  const index = action.u32(tcaAct.index) ?? indexIn(options)
  if (kind === undefined || index === undefined) return undefined
  return { kind: sent?.kind ?? kind, index, target: sent?.target, ...statisticsOf(action) }
}

/** TCA_ACT_INDEX is for requests; answers have it at the head of the parameters (tc_gen), attribute 2 of most kinds. */
function indexIn(options: Attributes | undefined): number | undefined {
  return options?.entries
    .filter(({ value }) => value.length >= 20)
    .map(({ value }) => viewOf(value).getUint32(0, littleEndian))[0]
}

function mirredOf(parms: Uint8Array | undefined) {
  if (parms === undefined || parms.length < mirred.bytes) return undefined
  const view = viewOf(parms)
  const eaction = view.getInt32(mirred.eaction, littleEndian)
  return {
    kind: redirects.includes(eaction) ? 'redirect' : 'mirror',
    target: view.getUint32(mirred.ifindex, littleEndian),
  }
}

function statisticsOf(action: Attributes): Pick<TcAction, 'dropped' | 'overlimits'> {
  const bytes = action.nested(tcaAct.stats)?.bytes(tcaStatsQueue)
  if (bytes === undefined || bytes.length < queue.bytes) return { dropped: 0, overlimits: 0 }
  const view = viewOf(bytes)
  return {
    dropped: view.getUint32(queue.drops, littleEndian),
    overlimits: view.getUint32(queue.overlimits, littleEndian),
  }
}
