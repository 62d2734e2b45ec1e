import { readlinkSync } from 'node:fs'
import type { NetlinkSocket } from '../../native/index.js'
import type { Row } from '../../session/tables.js'
import { type Link, linkRequest, parseLink } from '../netlink/link-message.js'
import { requestDump } from '../netlink/request.js'
import { rtm } from '../netlink/rtnetlink.js'
import type { SessionClock, Sink } from '../source.js'
import { linkChanges } from './link-changes.js'
import { hostNetnsId } from './namespaces.js'
import { errorCode } from './read-proc.js'
import { withProgramFacts } from './xdp-programs.js'

/** Resolves an id that one namespace has for another to the session's id, null if unknown. */
export type ResolvePeer = (netns: number, linkNetnsId: number) => number | null

/** Interfaces of every namespace and how they change (table interface). */
export class InterfaceTable {
  readonly #sink: Sink
  readonly #clock: SessionClock
  readonly #rows = new Map<number, Map<number, Row<'interface'>>>()
  /** Names of interfaces that are gone, for drops reported late. */
  readonly #formerNames = new Map<string, string>()

  constructor(sink: Sink, clock: SessionClock) {
    this.#sink = sink
    this.#clock = clock
  }

  /**
   * Reads the links of the namespace the thread is in. `resolvePeer` may not enter namespaces. False if some may be
   * missing: then none is taken for gone.
   */
  read(netns: number, netnsName: string, route: NetlinkSocket, resolvePeer: ResolvePeer): boolean {
    const { messages, interrupted } = requestDump(route, rtm.getLink, linkRequest())
    const links = messages.flatMap(({ body }) => {
      const link = parseLink(body)
      return link === undefined ? [] : [link]
    })
    const first = !this.#rows.has(netns)
    const known = this.#rows.get(netns) ?? new Map<number, Row<'interface'>>()
    this.#rows.set(netns, known)
    const seen = new Set<number>()
    for (const link of links) {
      seen.add(link.ifindex)
      const before = known.get(link.ifindex)
      const row = interfaceRow(netns, link, this.#clock.now(), resolvePeer)
      if (before !== undefined && sameLink(before, row)) continue
      known.set(link.ifindex, row)
      this.#close(before)
      this.#sink.add('interface', [row])
      if (!first) this.#tell(netnsName, linkChanges(before, row))
    }
    if (interrupted) return false
    for (const [ifindex, row] of known) {
      if (seen.has(ifindex)) continue
      known.delete(ifindex)
      this.#close(row)
      this.#tell(netnsName, [`interface ${row.name} vanished`])
    }
    return true
  }

  forget(netns: number): void {
    for (const row of this.#rows.get(netns)?.values() ?? []) this.#close(row)
    this.#rows.delete(netns)
  }

  /** Also of an interface that is gone. */
  name(netns: number, ifindex: number): string | undefined {
    return this.#rows.get(netns)?.get(ifindex)?.name ?? this.#formerNames.get(`${netns}/${ifindex}`)
  }

  names(netns: number): readonly string[] {
    return [...(this.#rows.get(netns)?.values() ?? [])].map((row) => row.name)
  }

  #close(row: Row<'interface'> | undefined): void {
    if (row === undefined) return
    this.#formerNames.set(`${row.netns}/${row.ifindex}`, row.name)
    this.#sink.add('interface', [{ ...row, to_ns: this.#clock.now() }])
  }

  #tell(netnsName: string, texts: readonly string[]): void {
    const at_ns = this.#clock.now()
    this.#sink.add(
      'event',
      texts.map((text) => ({
        at_ns,
        kind: 'interface' as const,
        text: `${text} in namespace ${netnsName}`,
      })),
    )
  }
}

function interfaceRow(
  netns: number,
  link: Link,
  from_ns: number,
  resolvePeer: ResolvePeer,
): Row<'interface'> {
  return {
    netns,
    ifindex: link.ifindex,
    name: link.name,
    kind: link.kind,
    link_type: link.linkType,
    mac: link.mac,
    mtu: link.mtu,
    flags: link.flags,
    operstate: link.operstate,
    master: link.master ?? null,
    link: link.link ?? null,
    link_netns: link.linkNetnsId === undefined ? null : resolvePeer(netns, link.linkNetnsId),
    qdisc: link.qdisc,
    tx_queue_len: link.txQueueLength,
    xdp: link.xdp.length === 0 ? null : JSON.stringify(withProgramFacts(link.xdp)),
    bridge_port: link.bridgePort === undefined ? null : JSON.stringify(link.bridgePort),
    driver: netns === hostNetnsId ? driverOf(link.name) : null,
    from_ns,
    to_ns: null,
  }
}

/** sysfs shows the devices of the namespace it was mounted in: the host's. Virtual devices have no driver there. */
function driverOf(name: string): string | null {
  try {
    const target = readlinkSync(`/sys/class/net/${name}/device/driver`)
    return target.slice(target.lastIndexOf('/') + 1)
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR', 'EINVAL'].includes(errorCode(error))) return null
    throw error
  }
}

const sameLink = (a: Row<'interface'>, b: Row<'interface'>): boolean =>
  JSON.stringify({ ...a, from_ns: 0 }) === JSON.stringify({ ...b, from_ns: 0 })
