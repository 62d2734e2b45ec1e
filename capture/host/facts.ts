import type { Addon, NetlinkSocket } from '../../native/index.js'
import { addon as loadAddon } from '../native.js'
import { interruptedText } from '../netlink/request.js'
import { netlinkRoute } from '../netlink/rtnetlink.js'
import type { Namespace, SessionClock, Sink, SourceHealth } from '../source.js'
import { addCgroupPrograms } from './cgroup-programs.js'
import { FactHealth, type FactSource } from './fact-health.js'
import { netlinkNetfilter, readFirewall } from './firewall/read-firewall.js'
import type { ResolvePeer } from './interface-row.js'
import { InterfaceTable } from './interfaces.js'
import { readMemberships } from './memberships.js'
import {
  readAddresses,
  readNeighbours,
  readPolicyRules,
  readRoutes,
  withSocket,
  type FactContext,
} from './namespace-facts.js'
import { NamespaceGoneError } from './namespace-entry.js'
import { netnsInodeOf } from './namespace-scan.js'
import type { LiveNetnsRegistry } from './namespaces.js'
import { OwnerTable } from './owner-table.js'
import { Pace } from './pace.js'
import { readPacketTypes } from './packet-types.js'
import { PeerNamespaces } from './peer-namespaces.js'
import type { Phase } from './phase.js'
import { readQdiscs } from './qdiscs.js'
import { SocketTable } from './socket-table.js'
import { SocketWatch } from './socket-watch.js'
import { samplingShares } from '../sampling-shares.js'
import { readGlobalSysctls, readNamespaceSysctls } from './sysctls.js'

export interface HostFactsOptions {
  readonly sink: Sink
  readonly clock: SessionClock
  readonly netns: LiveNetnsRegistry
  readonly addon?: Pick<Addon, 'openNetlink'>
}

/** What the host is like while it is recorded: interfaces, settings, routes, firewall, sockets and their processes. */
export interface HostFacts {
  /** Reads everything once (phase 'start'). */
  start(): void
  /** Each interval: namespaces and interfaces that came or went, sockets, and processes of sockets that drop. */
  sample(): void
  /** Reads everything again (phase 'end'). */
  end(): void
  /** By source name, for table source_health. */
  health(): Map<string, SourceHealth>
  /** See DropSourceContext in source.ts. */
  onSocketDrop(inode: number, dropNetns: number | null): void
  /** Which interface had which number: drops tell of more than are listed. */
  readonly interfaces: Pick<InterfaceTable, 'name' | 'met' | 'whileHeld'>
}

const secondNs = 1e9
/** New namespaces described in one interval: a burst of containers must not stop the recording. */
const newcomersPerSample = 2
const searchesPerInode = 3

export function createHostFacts(options: HostFactsOptions): HostFacts {
  return new LiveHostFacts(options)
}

type Look = 'namespaces' | 'interfaces' | 'owners' | 'processes'

class LiveHostFacts implements HostFacts {
  readonly #sink: Sink
  readonly #clock: SessionClock
  readonly #netns: LiveNetnsRegistry
  readonly #openNetlink: (protocol: number) => NetlinkSocket
  readonly #health = new FactHealth()
  readonly #interfaces: InterfaceTable
  readonly #peers: PeerNamespaces
  readonly #sockets: SocketTable
  readonly #socketWatch: SocketWatch
  readonly #owners: OwnerTable
  /** Namespaces whose facts were read, by id, with their names. */
  readonly #described = new Map<number, string>()
  /** How often an inode that drops was looked for: kernel sockets have no owner. */
  readonly #searches = new Map<number, number>()
  /** Sockets that came in mid-recording have no owners yet: those of new namespaces, and those that a packet was not for. */
  #hasNewcomers = false
  readonly #paces = {
    namespaces: new Pace(),
    interfaces: new Pace(),
    owners: new Pace(),
    processes: new Pace(),
  }

  constructor({ sink, clock, netns, addon = loadAddon() }: HostFactsOptions) {
    this.#sink = sink
    this.#clock = clock
    this.#netns = netns
    this.#openNetlink = (protocol) => addon.openNetlink(protocol)
    this.#interfaces = new InterfaceTable(sink, clock)
    this.#peers = new PeerNamespaces(netns)
    this.#sockets = new SocketTable(sink, clock)
    this.#socketWatch = new SocketWatch(clock, this.#sockets, this.#health, this.#openNetlink)
    this.#owners = new OwnerTable(sink, clock, this.#sockets, (pid) => {
      const inode = netnsInodeOf(pid)
      return inode === undefined ? null : (netns.livingIdOf(inode) ?? null)
    })
  }

  start(): void {
    this.#everything('start')
  }

  sample(): void {
    this.#paced('namespaces', secondNs, () => this.#lookForNamespaces(false))
    this.#describeNewcomers()
    this.#paced('interfaces', secondNs, () => this.#lookAtInterfaces())
    this.#socketWatch.sample(this.#describedNamespaces())
    if (this.#hasNewcomers || this.#isSearching())
      this.#paced('owners', secondNs, () => this.#searchOwners())
    this.#paced('processes', 0, () =>
      this.#guard('processes', 'state', () => this.#owners.sample(this.#sockets.dropping, false)),
    )
  }

  end(): void {
    this.#lookForNamespaces(true)
    this.#everything('end')
  }

  health(): Map<string, SourceHealth> {
    const { leftOut } = this.#sockets
    if (leftOut > 0) {
      this.#health.failedOnce('sockets', 'too many sockets for one session: later ones are missing')
    }
    this.#health.detail('sockets', this.#socketWatch.detail)
    this.#health.detail('processes', this.#owners.detail)
    this.#health.detail('interfaces', this.#paces.interfaces.detail)
    return new Map([['namespaces', this.#netns.health()], ...this.#health.report()])
  }

  onSocketDrop(inode: number, dropNetns: number | null): void {
    if (inode === 0) this.#hasNewcomers = true
    else this.#sockets.markDropping(inode)
    const netns = this.#sockets.netnsOfInode(inode) ?? dropNetns
    for (const id of netns === null ? this.#described.keys() : [netns]) this.#socketWatch.wake(id)
    // what its owner does now, while packets are lost, tells a stopped reader from a slow one
    this.#guard('processes', 'state', () => this.#owners.sample([inode], true))
  }

  get interfaces(): InterfaceTable {
    return this.#interfaces
  }

  #everything(phase: Phase): void {
    this.#guard('sysctls', 'global settings', () =>
      this.#sink.add('sysctl', readGlobalSysctls(phase)),
    )
    this.#guard('cgroup-programs', 'all cgroups', () =>
      addCgroupPrograms(this.#sink, this.#health, phase),
    )
    for (const namespace of this.#netns.list()) this.#describe(namespace, phase)
    this.#guard('processes', 'owners', () => this.#owners.scan())
    this.#guard('processes', 'state', () => {
      this.#owners.sample([...this.#sockets.receivers(), ...this.#sockets.dropping], true)
    })
  }

  #describe(namespace: Namespace, phase: Phase): void {
    const { id, name } = namespace
    try {
      namespace.enter(() => this.#describeInside(id, name, phase))
      this.#described.set(id, name)
    } catch (error) {
      // Gone between the look at the namespaces and this: there is nothing left to describe.
      if (error instanceof NamespaceGoneError) return
      this.#guard('interfaces', `namespace ${name}`, () => {
        throw error
      })
    }
  }

  #describeInside(netns: number, name: string, phase: Phase): void {
    const where = `namespace ${name}`
    withSocket(this.#openRoute, (route) => {
      const context = (source: FactSource): FactContext => ({
        netns,
        phase,
        route,
        interfaceName: (ifindex) => this.#interfaces.name(netns, ifindex) ?? `if${ifindex}`,
        incomplete: (why) => this.#health.failed(source, `${where}: ${why}`),
      })
      this.#guard('interfaces', where, () => this.#readLinks(netns, name, route))
      this.#guard('addresses', where, () =>
        this.#sink.add('address', readAddresses(context('addresses'))),
      )
      this.#guard('policy-rules', where, () =>
        this.#sink.add('rule', readPolicyRules(context('policy-rules'))),
      )
      this.#guard('neighbours', where, () =>
        this.#sink.add('neighbour', readNeighbours(context('neighbours'))),
      )
      this.#guard('qdiscs', where, () => this.#sink.add('qdisc', readQdiscs(context('qdiscs'))))
      this.#guard('routes', where, () =>
        this.#sink.add('route', readRoutes(context('routes'), this.#openRoute)),
      )
    })
    this.#guard('memberships', where, () =>
      this.#sink.add('membership', readMemberships(netns, phase)),
    )
    this.#guard('sysctls', where, () =>
      this.#sink.add('sysctl', readNamespaceSysctls(netns, this.#interfaces.names(netns), phase)),
    )
    this.#guard('packet-types', where, () =>
      this.#sink.add('packet_type', readPacketTypes(netns, phase)),
    )
    this.#guard('sockets', where, () => this.#socketWatch.readAll(netns))
    this.#guard('firewall', where, () => {
      const open = (): NetlinkSocket => this.#openNetlink(netlinkNetfilter)
      const { rows, problems } = readFirewall(netns, phase, open)
      this.#sink.add('firewall_rule', rows)
      for (const problem of problems) this.#health.failed('firewall', `${where}: ${problem}`)
    })
  }

  #lookForNamespaces(thorough: boolean): void {
    this.#netns.rescan(thorough)
    const at_ns = this.#clock.now()
    const living = new Set(this.#netns.list().map(({ id }) => id))
    for (const [id, name] of this.#described) {
      if (living.has(id)) continue
      this.#interfaces.forget(id)
      this.#sockets.forget(id)
      this.#socketWatch.forget(id)
      this.#described.delete(id)
      this.#sink.add('event', [{ at_ns, kind: 'netns', text: `namespace ${name} vanished` }])
    }
  }

  #describeNewcomers(): void {
    const newcomers = this.#netns.list().filter(({ id }) => !this.#described.has(id))
    for (const namespace of newcomers.slice(0, newcomersPerSample)) {
      this.#describe(namespace, 'change')
      if (!this.#described.has(namespace.id)) continue
      const text = `namespace ${namespace.name} appeared`
      this.#sink.add('event', [{ at_ns: this.#clock.now(), kind: 'netns', text }])
    }
    if (newcomers.length > 0) this.#hasNewcomers = true
  }

  #lookAtInterfaces(): void {
    for (const namespace of this.#describedNamespaces()) {
      const { id, name } = namespace
      this.#guard('interfaces', `namespace ${name}`, () => {
        try {
          namespace.enter(() =>
            withSocket(this.#openRoute, (route) => this.#readLinks(id, name, route)),
          )
        } catch (error) {
          if (!(error instanceof NamespaceGoneError)) throw error
        }
      })
    }
  }

  #readLinks(netns: number, name: string, route: NetlinkSocket): void {
    const resolve: ResolvePeer = (asked, linkNetnsId) =>
      this.#peers.resolve(route, asked, linkNetnsId)
    if (this.#interfaces.read(netns, name, route, resolve)) return
    this.#health.failed('interfaces', `namespace ${name}: ${interruptedText}`)
  }

  #describedNamespaces(): readonly Namespace[] {
    return this.#netns.list().filter(({ id }) => this.#described.has(id))
  }

  /** Is there a socket that drops whose owner is not known and was not yet looked for often enough? */
  #isSearching(): boolean {
    return this.#ownerless().some((inode) => (this.#searches.get(inode) ?? 0) < searchesPerInode)
  }

  #ownerless(): readonly number[] {
    return [...this.#sockets.dropping].filter(
      (inode) => this.#sockets.has(inode) && !this.#owners.isOwned(inode),
    )
  }

  #searchOwners(): void {
    this.#hasNewcomers = false
    this.#guard('processes', 'owners', () => this.#owners.scan())
    for (const i of this.#ownerless()) this.#searches.set(i, (this.#searches.get(i) ?? 0) + 1)
  }

  #paced(what: Look, gapNs: number, run: () => void): void {
    this.#paces[what].run({ clock: this.#clock, share: samplingShares[what], gapNs }, run)
  }

  readonly #openRoute = (): NetlinkSocket => this.#openNetlink(netlinkRoute)

  #guard(source: FactSource, where: string, read: () => void): void {
    this.#health.guard(source, where, read)
  }
}
