import { ipProtocolName } from '../../session/packet/numbers.js'
import type { Analysis } from '../analyze.js'
import { stateWord } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import { endpoint, type SocketFact } from '../artifacts/host.js'
import { joinedFlows, type FlowEnds, type FlowFamily } from '../packets/joined-flows.js'
import type { Hurt, HurtFlow, HurtSocket } from './report-model.js'

const maxFlows = 200
const maxSockets = 100

export function hurtOf(analysis: Analysis): Hurt {
  const severities = new Map(analysis.findings.findings.map((f) => [f.id, f.severity]))
  const hurting = [...analysis.cases].filter(
    ([id]) => (severities.get(id) ?? 'benign') !== 'benign',
  )
  const flows = hurting.flatMap(([id, found]) => flowsOf(analysis, id, found.groups))
  const sockets = hurting.flatMap(([id, found]) => socketsOf(analysis, id, found.groups))
  const rows = joinedFlows(flows, (f) => `${f.findingId} ${f.netns}`).map(rowOf)
  rows.sort((a, b) => b.drops - a.drops)
  const shown = rows.slice(0, maxFlows)
  sockets.sort((a, b) => (b.drops ?? 0) - (a.drops ?? 0))
  return {
    flows: shown,
    moreFlows: flows.length - shown.reduce((sum, row) => sum + row.flows, 0),
    sockets: sockets.slice(0, maxSockets),
    moreSockets: Math.max(0, sockets.length - maxSockets),
  }
}

type OneFlow = HurtFlow & FlowEnds

function rowOf({ sport, dport, flows }: FlowFamily<OneFlow>): HurtFlow {
  const packets = flows.map((flow) => flow.packets)
  return {
    ...flows[0],
    sport,
    dport,
    flows: flows.length,
    drops: flows.reduce((sum, flow) => sum + flow.drops, 0),
    packets: packets.reduce((sum, n) => (sum === null || n === null ? null : sum + n)),
    fromMs: flows.reduce((min, { fromMs }) => Math.min(min, fromMs ?? Infinity), Infinity),
    toMs: flows.reduce((max, { toMs }) => Math.max(max, toMs ?? 0), 0),
  }
}

function flowsOf(
  { recorded }: Analysis,
  findingId: string,
  groups: readonly DropGroup[],
): OneFlow[] {
  const rows = new Map<string, OneFlow>()
  for (const group of groups) {
    const { flow, netns } = group
    if (flow === undefined || flow.family === 0) continue
    const { src, sport, dst, dport } = flow
    const key = `${netns} ${flow.proto} ${src} ${sport} ${dst} ${dport}`
    const known = rows.get(key)
    rows.set(key, {
      findingId,
      netns: recorded.host?.netnsName(netns) ?? '',
      proto: ipProtocolName(flow.proto),
      src,
      sport,
      dst,
      dport,
      flows: 1,
      drops: (known?.drops ?? 0) + group.drops,
      packets: recorded.traffic?.packetsOf(netns, flow) ?? null,
      fromMs: Math.min(known?.fromMs ?? Infinity, group.fromNs / 1e6),
      toMs: Math.max(known?.toMs ?? 0, group.toNs / 1e6),
    })
  }
  return [...rows.values()]
}

function socketsOf(
  analysis: Analysis,
  findingId: string,
  groups: readonly DropGroup[],
): HurtSocket[] {
  const drops = new Map<SocketFact, number>()
  for (const group of groups) {
    const inode = group.samples.find((s) => (s.socket?.inode ?? 0) !== 0)?.socket?.inode ?? 0
    const socket = analysis.recorded.sockets?.byInode(inode, group.fromNs)
    if (socket !== undefined) drops.set(socket, (drops.get(socket) ?? 0) + group.drops)
  }
  return [...drops].map(([socket, n]) => hurtSocket(analysis, findingId, socket, n))
}

function hurtSocket(
  { recorded, attached }: Analysis,
  findingId: string,
  socket: SocketFact,
  drops: number,
): HurtSocket {
  const owner = socket.owners[0]
  return {
    findingId,
    netns: recorded.host?.netnsName(socket.netns) ?? '',
    proto: socket.proto,
    local: endpoint(socket.local_address, socket.local_port),
    remote: socket.remote_port === 0 ? '' : endpoint(socket.remote_address, socket.remote_port),
    drops,
    rcvbuf: socket.rcvbuf,
    rmemMax:
      socket.samples.length === 0
        ? null
        : socket.samples.reduce((max, s) => Math.max(max, s.rmem), 0),
    pid: owner?.pid ?? null,
    comm: owner?.comm ?? '',
    state: owner === undefined ? '' : stateWord(owner, attached.fromNs, attached.toNs),
    cpuShare: owner === undefined ? null : cpuShare(owner.samples),
  }
}

function cpuShare(
  samples: readonly { readonly at_ns: number; readonly cpu_ms: number }[],
): number | null {
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.at_ns <= first.at_ns) return null
  return (last.cpu_ms - first.cpu_ms) / ((last.at_ns - first.at_ns) / 1e6)
}
