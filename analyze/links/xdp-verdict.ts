/** What can the XDP programs of a device have said of a packet that they did not let pass? */
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { deviceOf } from './link-state.js'
import { noReason } from '../attribution/reason-cause.js'
import type { Evidence } from '../finding.js'

/** Where packets that an XDP program refuses are freed; drivers of network cards free buffers, of which there is no event. */
const sites = [
  'do_xdp_generic',
  'netif_receive_generic_xdp',
  'bpf_prog_run_generic_xdp',
  'veth_xdp_rcv_skb',
  'veth_poll',
  'veth_xdp_rcv',
]

export const isXdpDrop = (group: DropGroup): boolean =>
  noReason.includes(group.reason) && sites.includes(group.site)

/** 'drop' and 'aborted' where it can be nothing else; 'either' where the program says both, or its code was not read. */
export type XdpVerdict = 'drop' | 'aborted' | 'either'

/** enum xdp_action: what is beyond is no verdict, and the kernel takes it for ABORTED. */
const aborted = 0
const drop = 1
const lastVerdict = 4
const verdictNames = ['ABORTED', 'DROP', 'PASS', 'TX', 'REDIRECT']

interface Program {
  readonly id: number
  readonly name: string
  /** undefined where the recording does not tell. */
  readonly returns: readonly number[] | undefined
}

/** The programs of the interface the group was dropped at, in all modes. */
function programsOf(group: DropGroup, host: Host | undefined): readonly Program[] {
  const rows = host?.historyOf(group.netns, group.ifindex) ?? []
  const programs = rows.flatMap((row) => (row.xdp === null ? [] : parsePrograms(row.xdp)))
  return [...new Map(programs.map((program) => [program.id, program])).values()]
}

function parsePrograms(json: string): readonly Program[] {
  const list = JSON.parse(json) as readonly Readonly<Record<string, unknown>>[]
  return list.map((entry) => {
    const { id, name, returns } = entry
    return {
      id: Number(id),
      name: typeof name === 'string' ? name : '',
      returns: Array.isArray(returns) ? returns.map(Number) : undefined,
    }
  })
}

export function xdpVerdict(group: DropGroup, host: Host | undefined): XdpVerdict {
  const programs = programsOf(group, host)
  const returns = programs.flatMap((program) => program.returns ?? [aborted, drop])
  const canFail = returns.some((verdict) => verdict === aborted || verdict > lastVerdict)
  const canDrop = returns.includes(drop)
  if (canDrop === canFail) return 'either'
  return canDrop ? 'drop' : 'aborted'
}

/** The programs, and what their instructions let them say. */
export function programEvidence(group: DropGroup | undefined, host: Host | undefined): Evidence[] {
  const row = group === undefined || host === undefined ? undefined : deviceOf(group, host)
  if (group === undefined || row === undefined) return []
  const query = `SELECT xdp FROM interface WHERE netns = ${row.netns} AND ifindex = ${row.ifindex}`
  return programsOf(group, host).map(({ id, name, returns }) => ({
    label: `XDP program ${id} on ${row.name}`,
    value: `${name === '' ? 'without a name' : name}; ${returns === undefined ? 'what it can say is not known' : `can say ${returns.map((v) => verdictNames[v] ?? `${v} (no verdict)`).join(', ')} only`}`,
    query,
  }))
}
