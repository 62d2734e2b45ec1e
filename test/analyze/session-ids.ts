/** Numbers for the names that a test uses: namespaces, interfaces, symbols, stacks. Made as they are met. */
import type { Row } from '../../session/tables.js'
import type { InterfaceLiteral } from './session-literal.js'

const up = 1
const lowerUp = 65536

export class Ids {
  readonly #netns = new Map<string, number>([['host', 1]])
  readonly #interfaces = new Map<string, { readonly netns: string; readonly ifindex: number }>()
  readonly #symbols = new Map<string, number>()
  readonly #stacks = new Map<string, number>()

  netns(name = 'host'): number {
    const known = this.#netns.get(name)
    if (known !== undefined) return known
    this.#netns.set(name, this.#netns.size + 1)
    return this.#netns.size
  }

  /** 0 for ''. The first interface of a namespace is 2: 1 is loopback. */
  ifindex(netns: string, device: string): number {
    if (device === '') return 0
    this.netns(netns)
    const known = this.#interfaces.get(`${netns} ${device}`)
    if (known !== undefined) return known.ifindex
    const own = [...this.#interfaces.values()].filter((i) => i.netns === netns)
    const ifindex = own.length + 2
    this.#interfaces.set(`${netns} ${device}`, { netns, ifindex })
    return ifindex
  }

  /** 0 for ''. */
  symbol(name: string): number {
    if (name === '') return 0
    const known = this.#symbols.get(name)
    if (known !== undefined) return known
    this.#symbols.set(name, this.#symbols.size + 1)
    return this.#symbols.size
  }

  stack(frames: readonly string[]): number {
    if (frames.length === 0) return 0
    const json = JSON.stringify(frames.map((frame) => this.symbol(frame)))
    const known = this.#stacks.get(json)
    if (known !== undefined) return known
    this.#stacks.set(json, this.#stacks.size + 1)
    return this.#stacks.size
  }

  netnsRows(): Row<'netns'>[] {
    return [...this.#netns].map(([name, id]) => ({
      id,
      inode: 4026531840 + id,
      cookie: String(id),
      name,
      kind: id === 1 ? 'host' : 'named',
      pid: null,
      container: null,
      from_ns: 0,
      to_ns: null,
    }))
  }

  /** Every interface that was met; those that the test describes as it does. */
  interfaceRows(described: readonly InterfaceLiteral[]): Row<'interface'>[] {
    for (const { netns = 'host', name, peer, master } of described) {
      this.ifindex(netns, name)
      if (peer !== undefined) this.ifindex(peer[1], peer[0])
      if (master !== undefined) this.ifindex(netns, master)
    }
    return [...this.#interfaces].map(([key, { netns, ifindex }]) => {
      const name = key.slice(netns.length + 1)
      const own = described.find((i) => (i.netns ?? 'host') === netns && i.name === name)
      return this.#interfaceRow(own ?? { name, netns }, ifindex)
    })
  }

  #interfaceRow(literal: InterfaceLiteral, ifindex: number): Row<'interface'> {
    const { name, netns = 'host', peer, master, up: isUp = true, carrier = isUp } = literal
    return {
      netns: this.netns(netns),
      ifindex,
      name,
      kind: literal.kind ?? (peer === undefined ? '' : 'veth'),
      link_type: 1,
      mac: literal.mac ?? '02:00:00:00:00:02',
      mtu: literal.mtu ?? 1500,
      flags: (isUp ? up : 0) | (carrier ? lowerUp : 0),
      operstate: carrier ? 'up' : isUp ? 'lowerlayerdown' : 'down',
      master: master === undefined ? null : this.ifindex(netns, master),
      link: peer === undefined ? null : this.ifindex(peer[1], peer[0]),
      link_netns: peer === undefined || peer[1] === netns ? null : this.netns(peer[1]),
      qdisc: literal.qdisc ?? 'fq_codel',
      tx_queue_len: 1000,
      xdp: literal.xdp ?? null,
      bridge_port: literal.bridgePort === undefined ? null : JSON.stringify(literal.bridgePort),
      driver: null,
      from_ns: 0,
      to_ns: null,
    }
  }

  symbolRows(): Row<'symbol'>[] {
    return [...this.#symbols].map(([name, id]) => ({
      id,
      address: `ffffffff81${id.toString(16).padStart(6, '0')}`,
      name,
      offset: 42,
      module: '',
    }))
  }

  stackRows(): Row<'stack'>[] {
    return [...this.#stacks].map(([frames, id]) => ({ id, frames }))
  }
}
