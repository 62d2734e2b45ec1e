/** Drops of which a source tells only where they were freed, and what else may have been recorded, for tests. */
import { Counters, type CounterFact } from '../../analyze/artifacts/counters.js'
import type { DropGroup } from '../../analyze/artifacts/group.js'
import { Host, Sockets, type SocketFact } from '../../analyze/artifacts/host.js'
import type { Recorded } from '../../analyze/artifacts/load-artifacts.js'
import { Traffic, type TrafficFlow } from '../../analyze/artifacts/traffic.js'
import type { Row } from '../../session/tables.js'

export const blindGroup = (changes: Partial<DropGroup> = {}): DropGroup => ({
  ...{ id: 7, key: 1, flowId: 0, site: '__udp4_lib_rcv', reason: 'NO_SOCKET', trap: '' },
  ...{ netns: null, ifindex: 0, protocol: 0x0800, flow: undefined, masked: false },
  ...{ drops: 10, bytes: 1000, fromNs: 0, toNs: 2e9, samples: [] },
  buckets: Float64Array.of(0, changes.drops ?? 10),
  ...changes,
})

export const capturedFlow = (changes: Partial<TrafficFlow> = {}): TrafficFlow => ({
  ...{ id: 11, netns: 3, ifindex: 2, protocol: 0x0800, family: 4, proto: 17 },
  ...{ src: '10.0.0.1', sport: 4000, dst: '10.0.0.2', dport: 53 },
  ...{ packets: 10, bytes: 1000, fromNs: 0, toNs: 1e9 },
  ...changes,
})

export const counterFact = (
  netns: number | null,
  name: string,
  delta: number,
  ifindex: number | null = null,
): CounterFact => ({
  ...{ id: ++counterFacts, netns, source: '', name, ifindex, gauge: false, delta, edge: 0 },
  steps: Float64Array.of(1e9, delta),
  ...{ fromNs: 1e9, toNs: 1e9 },
})
let counterFacts = 0

export const socketFact = (changes: Partial<SocketFact> = {}): SocketFact => ({
  ...plainSocket,
  ...changes,
})

// what identification does not look at is left out
const plainSocket = {
  ...{ id: 1, netns: 3, proto: 'udp', inode: 900, family: 4, state: '' },
  ...{ local_address: '0.0.0.0', local_port: 53, remote_address: '0.0.0.0', remote_port: 0 },
  ...{ bound_ifindex: 0, v6only: 0, rcvbuf: 4096, from_ns: 0, to_ns: null },
  ...{ owners: [], samples: [] },
} as unknown as SocketFact

/** Namespaces 3 and 4 have 10.0.0.2 and 10.0.1.2, on interfaces of index 2. */
const addresses = [
  [3, '10.0.0.2'],
  [4, '10.0.1.2'],
].map(([netns, address]) => ({
  ...({ netns, ifindex: 2, family: 4, address, prefix_length: 24, broadcast: null } as object),
})) as unknown as readonly Row<'address'>[]

export const hostFacts = (
  more: readonly Row<'address'>[] = [],
  sysctls: readonly Row<'sysctl'>[] = [],
): Host =>
  new Host({
    ...{ netns: new Map(), interfaces: [], memberships: [], routes: [], policyRules: [] },
    ...{ neighbours: [], qdiscs: [], packetTypes: [], cgroupPrograms: [] },
    addresses: [...addresses, ...more],
    sysctls,
  })

export interface RecordedLiteral {
  readonly flows?: readonly TrafficFlow[]
  readonly sockets?: readonly SocketFact[]
  readonly counters?: readonly CounterFact[]
  readonly host?: Host
}

export const recordedOf = (literal: RecordedLiteral): Recorded => ({
  host: literal.host ?? hostFacts(),
  counters: new Counters(literal.counters ?? []),
  sockets: new Sockets(literal.sockets ?? []),
  firewall: undefined,
  traffic: new Traffic(literal.flows ?? [], 100, 0),
})
