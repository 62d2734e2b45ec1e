import type { NetlinkSocket } from '../../native/index.js'
import { interruptedText } from '../netlink/request.js'
import type { Namespace, SessionClock } from '../source.js'
import { dropsSocketShare, samplingShares } from '../sampling-shares.js'
import type { FactHealth } from './fact-health.js'
import { NamespaceGoneError } from './namespace-entry.js'
import { cpuTimeNs, Pace } from './pace.js'
import {
  listPacketSockets,
  listPingSockets,
  listRawSockets,
  listTcpListeners,
  listTcpSockets,
  listUdpSockets,
  type SocketListing,
} from './socket-listing.js'
import { SockDiagVisit } from './sock-diag-visit.js'
import type { SocketProtocol } from './seen-socket.js'
import type { SocketTable } from './socket-table.js'

/** Sockets taken from one listing. */
const listingLimit = 20_000
/** Above this, sockets are sampled less often. */
const manySockets = 5_000
const tcpGapNs = 1e9
/** A namespace in which nothing changed for a while is looked at this often. */
const quietGapNs = 1e9
const quietAfterRounds = 4

interface Watched {
  receivers: Pace
  tcp: Pace
  /** Rounds in a row in which no socket sample was written. */
  quietRounds: number
  /** Since it was looked at a socket of it dropped, or a packet found none. */
  drops: boolean
}

/** CPU time, nanoseconds. */
interface Costs {
  /** Of namespaces where sockets change. */
  readonly active: number
  readonly quiet: number
  readonly tcp: number
}

const isQuiet = (watched: Watched): boolean => watched.quietRounds >= quietAfterRounds

/** How long after one look at its receivers the next is due. */
function receiversWaitNs(watched: Watched, { active, quiet }: Costs): number {
  if (watched.drops) return active / dropsSocketShare
  if (isQuiet(watched)) return Math.max(quietGapNs, quiet / samplingShares.receivers)
  return active / samplingShares.receivers
}

/** Lists the sockets of namespaces as often as their number allows. */
export class SocketWatch {
  readonly #clock: SessionClock
  readonly #table: SocketTable
  readonly #health: FactHealth
  readonly #openNetlink: (protocol: number) => NetlinkSocket
  readonly #cpuTimeNs: () => number
  readonly #watched = new Map<number, Watched>()
  #slowed = false

  constructor(
    clock: SessionClock,
    table: SocketTable,
    health: FactHealth,
    openNetlink: (protocol: number) => NetlinkSocket,
    cpuTime = cpuTimeNs,
  ) {
    this.#clock = clock
    this.#table = table
    this.#health = health
    this.#openNetlink = openNetlink
    this.#cpuTimeNs = cpuTime
  }

  /** Everything there is, for the start and the end. Runs inside the namespace. */
  readAll(netns: number): void {
    this.#visit(netns, (visit) => {
      this.#observe(netns, 'udp', listUdpSockets(visit, listingLimit))
      this.#observe(netns, 'raw', listRawSockets(visit, listingLimit))
      this.#sampleTcp(netns, visit)
      this.#observe(netns, 'icmp', listPingSockets())
    })
  }

  /** What is due now, over all namespaces. Enters those it looks at. */
  sample(namespaces: readonly Namespace[]): void {
    const costs = this.#costsOf(namespaces)
    for (const namespace of namespaces) {
      const watched = this.#watchedOf(namespace.id)
      const startedNs = this.#clock.now()
      const receiversDue = watched.receivers.isDue(startedNs, receiversWaitNs(watched, costs))
      const tcpDue = watched.tcp.isDue(
        startedNs,
        Math.max(tcpGapNs, costs.tcp / samplingShares.tcp),
      )
      if (!receiversDue && !tcpDue) continue
      const cpuBefore = this.#cpuTimeNs()
      let tcpNs = 0
      this.#look(namespace, (visit) => {
        if (receiversDue) this.#sampleReceivers(namespace.id, watched, visit, !tcpDue)
        if (!tcpDue) return
        const tcpBefore = this.#cpuTimeNs()
        this.#sampleTcp(namespace.id, visit)
        tcpNs = this.#cpuTimeNs() - tcpBefore
      })
      // To enter the namespace costs as much as to look at few sockets.
      const allNs = this.#cpuTimeNs() - cpuBefore
      if (receiversDue) watched.receivers.spent(startedNs, allNs - tcpNs)
      if (tcpDue) watched.tcp.spent(startedNs, receiversDue ? tcpNs : allNs)
    }
  }

  /** A socket of this namespace dropped, or a packet found none: its sockets are looked at soon, and in every round again. */
  wake(netns: number): void {
    const watched = this.#watchedOf(netns)
    watched.drops = true
    watched.quietRounds = 0
  }

  /** The namespace is gone. */
  forget(netns: number): void {
    this.#watched.delete(netns)
  }

  get detail(): Readonly<Record<string, unknown>> {
    const host = this.#watched.get(1)
    return { ...this.#table.detail, receivers: host?.receivers.detail, tcp: host?.tcp.detail }
  }

  #sampleReceivers(
    netns: number,
    watched: Watched,
    visit: SockDiagVisit,
    withListeners: boolean,
  ): void {
    watched.drops = false
    const samplesBefore = this.#table.samples
    const listing = listUdpSockets(visit, listingLimit)
    this.#observe(netns, 'udp', listing)
    this.#observe(netns, 'raw', listRawSockets(visit, listingLimit))
    if (withListeners) {
      const listeners = listTcpListeners(visit, listingLimit)
      this.#observe(netns, 'tcp', listeners, true)
    }
    if (listing.sockets.length > manySockets && !this.#slowed) {
      this.#slowed = true
      this.#health.failed(
        'sockets',
        `${listing.sockets.length} UDP sockets in one namespace: sampled less often than the interval`,
      )
    }
    watched.quietRounds = this.#table.samples === samplesBefore ? watched.quietRounds + 1 : 0
  }

  #sampleTcp(netns: number, visit: SockDiagVisit): void {
    this.#observe(netns, 'tcp', listTcpSockets(visit, listingLimit))
    this.#observe(netns, 'packet', listPacketSockets(visit, listingLimit))
  }

  #observe(
    netns: number,
    protocol: SocketProtocol,
    listing: SocketListing,
    listenersOnly = false,
  ): void {
    const { sockets, cut, interrupted, fallback } = listing
    this.#table.observe(netns, sockets, { protocol, listenersOnly, cut: cut || interrupted })
    if (interrupted) this.#health.failed('sockets', `${protocol}: ${interruptedText}`)
    if (cut) {
      this.#health.failedOnce(
        'sockets',
        `more than ${listingLimit} ${protocol} sockets in one namespace: the rest is missing`,
      )
    }
    if (fallback) {
      this.#health.failedOnce(
        'sockets',
        `sock_diag cannot list ${protocol} sockets on this kernel: read from /proc/net, without buffer limits and accept queues`,
      )
    }
  }

  #costsOf(namespaces: readonly Namespace[]): Costs {
    const costs = { active: 0, quiet: 0, tcp: 0 }
    for (const { id } of namespaces) {
      const watched = this.#watchedOf(id)
      costs[isQuiet(watched) ? 'quiet' : 'active'] += watched.receivers.lastCostNs
      costs.tcp += watched.tcp.lastCostNs
    }
    return costs
  }

  #look(namespace: Namespace, look: (visit: SockDiagVisit) => void): void {
    this.#health.guard('sockets', `namespace ${namespace.name}`, () => {
      try {
        namespace.enter(() => this.#visit(namespace.id, look))
      } catch (error) {
        // The next look at the namespaces will note that it went.
        if (!(error instanceof NamespaceGoneError)) throw error
      }
    })
  }

  #visit(netns: number, look: (visit: SockDiagVisit) => void): void {
    const visit = new SockDiagVisit(this.#openNetlink, (key) => this.#table.seen(netns, key))
    try {
      look(visit)
    } finally {
      visit.close()
    }
  }

  #watchedOf(netns: number): Watched {
    const watched = this.#watched.get(netns)
    if (watched !== undefined) return watched
    const fresh = { receivers: new Pace(), tcp: new Pace(), quietRounds: 0, drops: false }
    this.#watched.set(netns, fresh)
    return fresh
  }
}
