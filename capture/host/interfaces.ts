import type { NetlinkSocket } from '../../native/index.js'
import type { Row } from '../../session/tables.js'
import { unlisted } from '../../session/tables/namespaces.js'
import { linkIndex, linkRequest, parseLink } from '../netlink/link-message.js'
import { requestDump } from '../netlink/request.js'
import { rtm } from '../netlink/rtnetlink.js'
import type { SessionClock, Sink } from '../source.js'
import { FormerInterfaces } from './former-interfaces.js'
import { interfaceRow, unlistedRow, type ResolvePeer } from './interface-row.js'
import { linkChanges } from './link-changes.js'

/** Interfaces of every namespace and how they change (table interface). */
export class InterfaceTable {
  readonly #sink: Sink
  readonly #clock: SessionClock
  readonly #rows = new Map<number, Map<number, Row<'interface'>>>()
  /** Namespaces whose links were listed. */
  readonly #listed = new Set<number>()
  readonly #former = new FormerInterfaces()
  /** As the kernel told of them last: a message that is the same needs no second look. */
  readonly #told = new Map<string, Uint8Array>()

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
    const first = !this.#listed.has(netns)
    this.#listed.add(netns)
    const known = this.#of(netns)
    const seen = new Set<number>()
    for (const { body } of messages) {
      const same = this.#unchanged(known.get(linkIndex(body)), body)
      const link = same === undefined ? parseLink(body) : undefined
      if (same !== undefined) seen.add(same.ifindex)
      if (link === undefined) continue
      seen.add(link.ifindex)
      const row = interfaceRow(netns, link, this.#clock.now(), resolvePeer)
      this.#take(known.get(link.ifindex), row, first ? undefined : netnsName)
      this.#told.set(placeOf(row), body.slice())
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
    this.#listed.delete(netns)
  }

  /** Also of an interface that is gone. */
  name(netns: number, ifindex: number): string | undefined {
    return this.#holders(netns, ifindex).at(-1)?.name
  }

  /** See DropSourceContext.onDevice: what nobody has listed yet, or no longer can, gets rows too. */
  met(netns: number, ifindex: number, name: string, atNs: number): void {
    const holders = this.#holders(netns, ifindex)
    const before = holders.findLast(({ from_ns }) => from_ns <= atNs)
    const heldUntilNs = before === undefined ? -Infinity : (before.to_ns ?? Infinity)
    if (heldUntilNs >= atNs && before?.name === name) return
    if (heldUntilNs >= atNs) this.#closeAt(before, atNs - 1)
    const next = holders.find(({ from_ns }) => from_ns > atNs)
    if (next === undefined) this.#set(unlistedRow(netns, ifindex, name, atNs))
    else {
      const row = next.name === name ? next : unlistedRow(netns, ifindex, name, atNs)
      this.#closeAt({ ...row, from_ns: atNs }, next.from_ns - 1)
    }
  }

  /** The moment nearest to `atNs` at which that interface had the number, as far as is known. */
  whileHeld(netns: number, ifindex: number, name: string, atNs: number): number {
    const current = this.#rows.get(netns)?.get(ifindex)
    if (current?.name === name && current.from_ns <= atNs) return atNs
    const moments = this.#holders(netns, ifindex)
      .filter((row) => row.name === name)
      .map(({ from_ns, to_ns }) => Math.min(Math.max(atNs, from_ns), to_ns ?? Infinity))
    const distance = (ns: number): number => Math.abs(ns - atNs)
    return moments.reduce(
      (best, ns) => (distance(ns) < distance(best) ? ns : best),
      moments[0] ?? atNs,
    )
  }

  names(netns: number): readonly string[] {
    return [...(this.#rows.get(netns)?.values() ?? [])].map((row) => row.name)
  }

  #of(netns: number): Map<number, Row<'interface'>> {
    const known = this.#rows.get(netns) ?? new Map<number, Row<'interface'>>()
    this.#rows.set(netns, known)
    return known
  }

  /** All that are known to have had the number, in order of time. */
  #holders(netns: number, ifindex: number): readonly Row<'interface'>[] {
    const current = this.#rows.get(netns)?.get(ifindex)
    const former = this.#former.of(netns, ifindex)
    return current === undefined ? former : [...former, current]
  }

  /** `netnsName`: where changes are told of; undefined at the first look. */
  #take(
    before: Row<'interface'> | undefined,
    row: Row<'interface'>,
    netnsName: string | undefined,
  ): void {
    if (before !== undefined && sameLink(before, row)) return
    if (before?.kind === unlisted && before.name === row.name) {
      this.#set({ ...row, from_ns: before.from_ns })
      if (netnsName !== undefined) this.#tell(netnsName, linkChanges(undefined, row))
      return
    }
    // Not now: a drop between the two would be of both.
    this.#closeAt(before, row.from_ns - 1)
    this.#set(row)
    if (netnsName !== undefined) this.#tell(netnsName, linkChanges(before, row))
  }

  /** What is known already of the link that this message tells of. A peer's namespace may become known later. */
  #unchanged(row: Row<'interface'> | undefined, message: Uint8Array): Row<'interface'> | undefined {
    if (row === undefined || (row.link !== null && row.link_netns === null)) return undefined
    const told = this.#told.get(placeOf(row))
    return told !== undefined && Buffer.compare(told, message) === 0 ? row : undefined
  }

  #set(row: Row<'interface'>): void {
    this.#of(row.netns).set(row.ifindex, row)
    this.#sink.add('interface', [row])
  }

  #close(row: Row<'interface'> | undefined): void {
    this.#closeAt(row, this.#clock.now())
  }

  #closeAt(row: Row<'interface'> | undefined, to_ns: number): void {
    if (row === undefined) return
    const closed = { ...row, to_ns }
    this.#told.delete(placeOf(row))
    this.#former.add(closed)
    this.#sink.add('interface', [closed])
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

const sameLink = (a: Row<'interface'>, b: Row<'interface'>): boolean =>
  JSON.stringify({ ...a, from_ns: 0 }) === JSON.stringify({ ...b, from_ns: 0 })

const placeOf = ({ netns, ifindex }: Row<'interface'>): string => `${netns}/${ifindex}`
