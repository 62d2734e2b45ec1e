import ipaddr from 'ipaddr.js'
import type { Row } from '../../session/tables.js'
import { unlisted } from '../../session/tables/namespaces.js'
import { inPrefix } from '../routes/prefix.js'
import { RouteTable } from '../routes/route-table.js'

/** What is known of the host, looked up the way causes ask. All facts are those of the recording. */

export interface ProcessFact {
  readonly pid: number
  readonly startTicks: number
  readonly comm: string
  readonly cmdline: string
  /** Path of its cgroup, '' if not known. */
  readonly cgroup: string
  readonly samples: readonly Row<'process_sample'>[]
}

export interface SocketFact extends Row<'socket'> {
  readonly owners: readonly ProcessFact[]
  readonly samples: readonly Row<'socket_sample'>[]
}

const anyAddress = new Set(['0.0.0.0', '::', '*', ''])

export const isAnyAddress = (address: string): boolean => anyAddress.has(address)

/** `::ffff:10.0.0.1` and `10.0.0.1` are the same address to a socket. */
export const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address

export class Sockets {
  readonly all: readonly SocketFact[]
  readonly #byInode = new Map<number, SocketFact[]>()
  readonly #byPort = new Map<string, SocketFact[]>()

  constructor(all: readonly SocketFact[]) {
    this.all = all
    for (const socket of all) {
      if (socket.inode !== 0) push(this.#byInode, socket.inode, socket)
      push(this.#byPort, portKey(socket.netns, socket.proto, socket.local_port), socket)
    }
  }

  /** Numbers of inodes are used again: the socket that had it then, else the last one that had it. */
  byInode(inode: number, atNs: number): SocketFact | undefined {
    const list = this.#byInode.get(inode)
    return list?.find((s) => s.from_ns <= atNs && (s.to_ns ?? Infinity) >= atNs) ?? list?.at(-1)
  }

  /** Sockets with that local port that lived at some time between `fromNs` and `toNs`. */
  onPort(
    netns: number,
    proto: string,
    port: number,
    fromNs: number,
    toNs: number,
  ): readonly SocketFact[] {
    const list = this.#byPort.get(portKey(netns, proto, port)) ?? []
    return list.filter((s) => s.from_ns <= toNs && (s.to_ns ?? Infinity) >= fromNs)
  }
}

const portKey = (netns: number, proto: string, port: number): string => `${netns} ${proto} ${port}`

/** Would this socket take a packet to `address`? Ports, peers and devices are not looked at. */
export function acceptsAddress(socket: SocketFact, address: string): boolean {
  const local = plainAddress(socket.local_address)
  if (isAnyAddress(local)) {
    const wantsV4 = !address.includes(':')
    return wantsV4 ? socket.family === 4 || socket.v6only === 0 : socket.family === 6
  }
  return sameAddress(local, address)
}

export function sameAddress(a: string, b: string): boolean {
  if (a === b) return true
  if (!ipaddr.isValid(a) || !ipaddr.isValid(b)) return false
  return ipaddr.process(a).toNormalizedString() === ipaddr.process(b).toNormalizedString()
}

export interface HostFacts {
  readonly netns: ReadonlyMap<number, Row<'netns'>>
  readonly interfaces: readonly Row<'interface'>[]
  readonly addresses: readonly Row<'address'>[]
  readonly memberships: readonly Row<'membership'>[]
  readonly routes: readonly Row<'route'>[]
  readonly policyRules: readonly Row<'rule'>[]
  readonly neighbours: readonly Row<'neighbour'>[]
  readonly qdiscs: readonly Row<'qdisc'>[]
  readonly sysctls: readonly Row<'sysctl'>[]
  readonly packetTypes: readonly Row<'packet_type'>[]
  readonly cgroupPrograms: readonly Row<'cgroup_program'>[]
}

export class Host {
  readonly facts: HostFacts
  readonly #sysctls = new Map<string, string[]>()
  readonly #local = new Set<string>()
  readonly #broadcasts = new Set<string>()
  readonly #addressed = new Set<number>()
  readonly #holders = new Map<string, number[]>()
  readonly #byMac = new Map<string, Row<'interface'>[]>()
  readonly #interfaces: ReadonlyMap<string, readonly Row<'interface'>[]>
  readonly #listed: ReadonlyMap<string, readonly Row<'interface'>[]>
  readonly #qdiscs: ReadonlyMap<string, readonly Row<'qdisc'>[]>
  readonly #routes: RouteTable

  constructor(facts: HostFacts) {
    this.facts = facts
    // rows of phase 'start' come before those of 'end'
    for (const row of facts.sysctls) {
      const key = `${row.netns ?? 'global'} ${row.name}`
      const values = this.#sysctls.get(key)
      if (values === undefined) this.#sysctls.set(key, [row.value])
      else if (values.at(-1) !== row.value) values.push(row.value)
    }
    for (const row of facts.addresses) {
      this.#local.add(`${row.netns} ${row.address}`)
      this.#addressed.add(row.netns)
      push(this.#holders, row.address, row.netns)
      if (row.broadcast !== null) this.#broadcasts.add(`${row.netns} ${row.broadcast}`)
    }
    // the kernel makes these for each IPv4 network, whether or not its address was given a broadcast address
    for (const { netns, type, dst } of facts.routes) {
      if (type === 'broadcast') this.#broadcasts.add(`${netns} ${dst.replace(/\/32$/, '')}`)
    }
    const interfaces = [...facts.interfaces].sort((a, b) => a.from_ns - b.from_ns)
    for (const row of interfaces) push(this.#byMac, row.mac, row)
    this.#interfaces = byDevice(interfaces)
    this.#listed = byDevice(interfaces.filter(isListed))
    this.#qdiscs = byDevice(facts.qdiscs)
    this.#routes = new RouteTable(facts.routes)
  }

  /** How an interface was each time it was listed, in order of time. */
  historyOf(netns: number | null, ifindex: number): readonly Row<'interface'>[] {
    return this.#listed.get(`${netns} ${ifindex}`) ?? []
  }

  /** All that had the number, in order of time: of those that were never listed only the name is known. */
  holdersOf(netns: number | null, ifindex: number): readonly Row<'interface'>[] {
    return this.#interfaces.get(`${netns} ${ifindex}`) ?? []
  }

  netnsName(netns: number | null): string {
    return netns === null ? 'global' : (this.facts.netns.get(netns)?.name ?? `netns ${netns}`)
  }

  /** undefined also if it was never listed. */
  interfaceAt(netns: number | null, ifindex: number, atNs: number): Row<'interface'> | undefined {
    const row = this.#holderAt(netns, ifindex, atNs)
    return row !== undefined && isListed(row) ? row : undefined
  }

  interfaceName(netns: number | null, ifindex: number, atNs = 0): string {
    if (ifindex === 0) return ''
    return this.#holderAt(netns, ifindex, atNs)?.name ?? `if${ifindex}`
  }

  #holderAt(netns: number | null, ifindex: number, atNs: number): Row<'interface'> | undefined {
    const rows = this.holdersOf(netns, ifindex)
    // Sessions of earlier recorders have some that end a little after the next has begun.
    return rows.findLast((r) => r.from_ns <= atNs && (r.to_ns ?? Infinity) >= atNs) ?? rows.at(-1)
  }

  isLocalAddress(netns: number | null, address: string): boolean {
    return (
      this.#local.has(`${netns} ${plainAddress(address)}`) ||
      inPrefix(address, '127.0.0.0/8') ||
      address === '::1'
    )
  }

  /** Namespaces that have the address, at the start or the end. */
  namespacesWith(address: string): ReadonlySet<number> {
    return new Set(this.#holders.get(address))
  }

  /** All that had that hardware address, in order of time. */
  interfacesWith(mac: string): readonly Row<'interface'>[] {
    return this.#byMac.get(mac) ?? []
  }

  hasAddresses(netns: number | null): boolean {
    return netns !== null && this.#addressed.has(netns)
  }

  /** Broadcast address of one of the namespace's own networks, or the limited one. */
  isBroadcast(netns: number | null, address: string): boolean {
    return address === '255.255.255.255' || this.#broadcasts.has(`${netns} ${address}`)
  }

  /**
   * Value in force when recording ended; looks in the namespace first, then for a global one. What a remedy has to
   * start from; `sysctlValues` tells whether it was another before.
   */
  sysctl(netns: number | null, name: string): string | undefined {
    return this.sysctlValues(netns, name).at(-1)
  }

  /** The value when recording began, and that at its end where it had been changed; [] if not recorded. */
  sysctlValues(netns: number | null, name: string): readonly string[] {
    return (
      this.#sysctls.get(`${netns ?? 'global'} ${name}`) ?? this.#sysctls.get(`global ${name}`) ?? []
    )
  }

  /** The most specific route of all tables but 'local' that matches. */
  routeTo(netns: number | null, address: string): Row<'route'> | undefined {
    return this.#routes.lookUp(netns, address)
  }

  qdiscsOf(netns: number | null, ifindex: number): readonly Row<'qdisc'>[] {
    const rows = this.#qdiscs.get(`${netns} ${ifindex}`) ?? []
    return rows.filter(
      (q, i) => rows.findIndex((o) => o.handle === q.handle && o.parent === q.parent) === i,
    )
  }

  /** Listed when recording began, and no longer when it ended. */
  isQdiscReplaced({ netns, ifindex, handle, parent, kind }: Row<'qdisc'>): boolean {
    const isListedAtEnd = this.facts.qdiscs.some((q) => q.phase === 'end' && q.netns === netns)
    const rows = this.#qdiscs.get(`${netns} ${ifindex}`) ?? []
    const isSame = (q: Row<'qdisc'>) =>
      q.handle === handle && q.parent === parent && q.kind === kind
    return isListedAtEnd && !rows.some((q) => q.phase === 'end' && isSame(q))
  }
}

const isListed = ({ kind }: Row<'interface'>): boolean => kind !== unlisted

function byDevice<R extends { readonly netns: number; readonly ifindex: number }>(
  rows: readonly R[],
): ReadonlyMap<string, readonly R[]> {
  const devices = new Map<string, R[]>()
  for (const row of rows) push(devices, `${row.netns} ${row.ifindex}`, row)
  return devices
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** 224.0.0.0/4 and ff00::/8. */
export const isMulticast = (address: string): boolean =>
  /^(22[4-9]|23\d)\.[\d.]+$/.test(address) || /^ff[0-9a-f]{2}:/i.test(address)

/** Address and port as people write them. */
export const endpoint = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
