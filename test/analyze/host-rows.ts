/** Rows of counters, sockets and settings. */
import type { Row } from '../../session/tables.js'
import { numberOf } from './packet-bytes.js'
import type { CounterLiteral, SessionLiteral, SocketLiteral } from './session-literal.js'
import type { Ids } from './session-ids.js'

const ns = (ms: number): number => ms * 1e6

/** Counters of the whole host, whatever the namespace. */
const isGlobal = (name: string): boolean => /^(rt_cache|softnet|arp_cache|ndisc_cache):/.test(name)

export function counterRows(
  literal: SessionLiteral,
  ids: Ids,
): { readonly counter: Row<'counter'>[]; readonly change: Row<'counter_change'>[] } {
  const gains = Object.entries({ ...literal.gainedIn, host: literal.gained ?? {} }).flatMap(
    ([netns, gained]) =>
      Object.entries(gained).map(([name, gain]): CounterLiteral => {
        return {
          name,
          netns,
          readings:
            gain === 0
              ? [[0, 100]]
              : [
                  [0, 100],
                  [1200, 100 + gain],
                ],
        }
      }),
  )
  const quiet: CounterLiteral = { name: 'snmp:Ip.InReceives', readings: [[0, 1000]] }
  const all = [quiet, ...gains, ...(literal.counters ?? [])]
  return {
    counter: all.map(({ name, netns, device, gauge = false, born = false }, i) => ({
      id: i + 1,
      netns: isGlobal(name) ? null : ids.netns(netns),
      source: name.slice(0, name.indexOf(':')),
      name,
      ifindex: device === undefined ? null : ids.ifindex(netns ?? 'host', device),
      gauge: gauge ? 1 : 0,
      born: born ? 1 : 0,
    })),
    change: all.flatMap(({ readings }, i) =>
      readings.map(([ms, value]) => ({ counter: i + 1, at_ns: ns(ms), value })),
    ),
  }
}

export interface SocketRows {
  readonly socket: Row<'socket'>[]
  readonly socket_sample: Row<'socket_sample'>[]
  readonly process: Row<'process'>[]
  readonly process_sample: Row<'process_sample'>[]
  readonly socket_process: Row<'socket_process'>[]
}

const startTicks = 5000

export function socketRows(sockets: readonly SocketLiteral[], ids: Ids): SocketRows {
  const rows: SocketRows = {
    socket: [],
    socket_sample: [],
    process: [],
    process_sample: [],
    socket_process: [],
  }
  for (const [index, literal] of sockets.entries()) {
    const socket = index + 1
    rows.socket.push(socketRow(socket, literal, ids))
    for (const [ms, rmem, drops = 0] of literal.samples ?? []) {
      rows.socket_sample.push({ socket, at_ns: ns(ms), rmem, wmem: 0, drops })
    }
    const { owner } = literal
    if (owner === undefined) continue
    const { pid, comm } = owner
    rows.socket_process.push({ socket, pid, start_ticks: startTicks, fd: 3 })
    if (rows.process.some((p) => p.pid === pid)) continue
    const netns = ids.netns(literal.netns)
    rows.process.push({
      pid,
      start_ticks: startTicks,
      comm,
      cmdline: comm,
      uid: 0,
      netns,
      cgroup: '',
    })
    for (const [ms, state, cpu_ms, wait = 0] of owner.samples ?? []) {
      const at_ns = ns(ms)
      rows.process_sample.push({
        pid,
        start_ticks: startTicks,
        at_ns,
        state,
        cpu_ms,
        wait_ms: wait,
      })
    }
  }
  return rows
}

function socketRow(id: number, literal: SocketLiteral, ids: Ids): Row<'socket'> {
  const { family = 4, proto = 'udp', device, backlog } = literal
  const any = family === 4 ? '0.0.0.0' : '::'
  return {
    id,
    netns: ids.netns(literal.netns),
    inode: literal.inode ?? 9000 + id,
    family,
    proto,
    state: literal.state ?? (proto === 'tcp' ? 'listen' : 'unconnected'),
    local_address: literal.local ?? any,
    local_port: literal.port,
    remote_address: literal.remote ?? any,
    remote_port: literal.remotePort ?? 0,
    bound_ifindex: device === undefined ? 0 : ids.ifindex(literal.netns ?? 'host', device),
    v6only: literal.v6only === true ? 1 : 0,
    uid: 0,
    rcvbuf: literal.rcvbuf ?? 212992,
    rmem: 0,
    sndbuf: 212992,
    wmem: 0,
    backlog: backlog ?? null,
    from_ns: ns(literal.fromMs ?? 0),
    to_ns: literal.toMs === undefined ? null : ns(literal.toMs),
  }
}

export function addressRows(addresses: readonly string[], ids: Ids): Row<'address'>[] {
  return addresses.map((text) => {
    const [place = '', broadcast = null] = text.split(' brd ')
    const words = place.split(' ')
    const [netns = 'host', device = '', cidr = ''] = words.length === 3 ? words : ['host', ...words]
    const [address = '', bits] = cidr.split('/')
    const family = address.includes(':') ? 6 : 4
    const ifindex = ids.ifindex(netns, device)
    const prefix = Number(bits)
    return {
      netns: ids.netns(netns),
      ifindex,
      family,
      address,
      prefix,
      broadcast,
      scope: 'global',
      phase: 'start',
    }
  })
}

export const routeRows = (literal: SessionLiteral, ids: Ids): Row<'route'>[] =>
  (literal.routes ?? []).map(
    ({ dst, type = 'unicast', gateway = null, netns, table = 254, device }) => ({
      netns: ids.netns(netns),
      family: dst.includes(':') ? 6 : 4,
      table_id: table,
      type,
      dst,
      gateway,
      oif: device === undefined ? null : ids.ifindex(netns ?? 'host', device),
      metric: 0,
      text: `${type === 'unicast' ? '' : `${type} `}${dst}${gateway === null ? '' : ` via ${gateway}`}`,
      phase: 'start',
    }),
  )

export const sysctlRows = (literal: SessionLiteral, ids: Ids): Row<'sysctl'>[] =>
  Object.entries(literal.sysctls ?? {}).map(([key, value]) => {
    const [first = '', second] = key.split(' ')
    const [netns, name] = second === undefined ? ['host', first] : [first, second]
    return { netns: ids.netns(netns), name, value, phase: 'start' }
  })

export const qdiscRows = (literal: SessionLiteral, ids: Ids): Row<'qdisc'>[] =>
  (literal.qdiscs ?? []).flatMap(
    ({ netns = 'host', device = 'eth0', handle, parent = 'root', phases = ['start'], ...q }) =>
      phases.map((phase) => ({
        netns: ids.netns(netns),
        ifindex: ids.ifindex(netns, device),
        handle,
        parent,
        kind: q.kind,
        options: JSON.stringify(q.options ?? {}),
        phase,
      })),
  )

/** Each rule at the start and, unless cut off, at the end. */
export function firewallRows(literal: SessionLiteral, ids: Ids): Row<'firewall_rule'>[] {
  const phases = literal.cutOff === true ? (['start'] as const) : (['start', 'end'] as const)
  return phases.flatMap((phase) =>
    (literal.rules ?? []).map((rule, position): Row<'firewall_rule'> => {
      const { gained, policy = false, verdict } = rule
      const packets = gained === undefined ? null : 7 + (phase === 'end' ? gained : 0)
      return {
        netns: ids.netns(rule.netns),
        tool: rule.tool ?? 'nft',
        family: rule.family ?? 'inet',
        table_name: rule.table ?? 'filter',
        chain: rule.chain,
        hook: rule.hook ?? '',
        device: rule.device ?? '',
        priority: rule.priority ?? 0,
        position: policy ? -1 : position,
        handle: policy ? 0 : position + 10,
        text: policy ? `policy ${verdict}` : withCounts(rule.text ?? verdict, packets),
        verdict,
        packets,
        bytes: packets,
        phase,
      }
    }),
  )
}

/** As nft prints it: what the rule has counted stands in its text. */
const withCounts = (text: string, packets: number | null): string =>
  packets === null
    ? text
    : text.replace(/counter packets \d+ bytes \d+/, `counter packets ${packets} bytes ${packets}`)

export function trafficRows(
  literal: SessionLiteral,
  ids: Ids,
): { readonly flow: Row<'flow'>[]; readonly flow_second: Row<'flow_second'>[] } {
  const flows = literal.traffic ?? []
  return {
    flow: flows.map((f, i) => {
      const isIp = f.protocol === undefined
      const v6 = f.src?.includes(':') === true
      return {
        id: i + 1,
        netns: ids.netns(f.netns),
        ifindex: ids.ifindex(f.netns ?? 'host', f.device ?? 'eth0'),
        protocol: f.protocol ?? (v6 ? 0x86dd : 0x0800),
        family: isIp ? (v6 ? 6 : 4) : 0,
        proto: isIp ? numberOf(f.proto) : 0,
        src: isIp ? (f.src ?? '192.0.2.1') : (f.srcMac ?? '02:00:00:00:00:01'),
        sport: f.sport ?? 0,
        dst: isIp ? (f.dst ?? '192.0.2.2') : '01:80:c2:00:00:0e',
        dport: f.dport ?? 0,
      }
    }),
    flow_second: flows.map(({ packets }, i) => ({
      flow: i + 1,
      at_ns: 1e9,
      packets,
      bytes: packets * 100,
    })),
  }
}
