import type { Addon, NetlinkSocket } from '../../native/index.js'
import {
  allLinksRequest,
  parseLinkStatistics,
  type LinkStatistics,
} from '../netlink/link-statistics.js'
import { hexOf } from '../netlink/attributes.js'
import { dump, netlinkRoute, rtm } from '../netlink/rtnetlink.js'
import type { CounterContext, Namespace } from '../source.js'
import { runCommand } from './command.js'
import { ProcText } from './proc-text.js'

export type NetlinkAddon = Pick<Addon, 'openNetlink'>

interface Dump {
  readonly payloads: readonly Uint8Array[]
  readonly interrupted: boolean
}

interface Parsed {
  readonly text: string
  readonly result: unknown
}

/**
 * What counter sources read of one namespace. Lives as long as the namespace and keeps only texts and results between
 * rounds: an open file or socket would keep the namespace alive after its owner is gone.
 */
export class NamespaceReader implements CounterContext {
  readonly netns: Namespace
  readonly #addon: NetlinkAddon
  readonly #texts = new Map<string, ProcText>()
  readonly #parsed = new Map<string, Parsed>()
  /** Within a round only. */
  readonly #sockets = new Map<number, NetlinkSocket>()
  readonly #dumps = new Map<string, Dump>()
  #interrupted = false
  #links: readonly LinkStatistics[] | undefined

  constructor(netns: Namespace, addon: NetlinkAddon) {
    this.netns = netns
    this.#addon = addon
  }

  readFile(path: string): string | undefined {
    let text = this.#texts.get(path)
    if (text === undefined) {
      text = new ProcText(path)
      this.#texts.set(path, text)
    }
    return text.read()
  }

  parseFile<T>(path: string, parse: (text: string) => T): T | undefined {
    const text = this.readFile(path)
    if (text === undefined) return undefined
    const known = this.#parsed.get(path)
    // Each file has one parser, so what is kept under its path is a T.
    if (known?.text === text) return known.result as T
    const result = parse(text)
    this.#parsed.set(path, { text, result })
    return result
  }

  dump(type: number, body: Uint8Array, protocol: number = netlinkRoute): readonly Uint8Array[] {
    const key = `${protocol} ${type} ${hexOf(body)}`
    const known = this.#dumps.get(key) ?? this.#ask(protocol, type, body)
    this.#dumps.set(key, known)
    if (known.interrupted) this.#interrupted = true
    return known.payloads
  }

  /** Whether a dump since the last call was not sure to be whole. */
  takeInterrupted(): boolean {
    const interrupted = this.#interrupted
    this.#interrupted = false
    return interrupted
  }

  #ask(protocol: number, type: number, body: Uint8Array): Dump {
    let socket = this.#sockets.get(protocol)
    if (socket === undefined) {
      socket = this.#addon.openNetlink(protocol)
      this.#sockets.set(protocol, socket)
    }
    let interrupted = false
    const payloads = dump(socket, type, body, () => (interrupted = true))
    return { payloads, interrupted }
  }

  links(): readonly LinkStatistics[] {
    this.#links ??= this.dump(rtm.getLink, allLinksRequest).flatMap(
      (payload) => parseLinkStatistics(payload) ?? [],
    )
    return this.#links
  }

  interfaces(): readonly LinkStatistics[] | undefined {
    try {
      return this.links()
    } catch {
      // The source link-statistics asks the same and reports why it fails.
      return undefined
    }
  }

  interfaceName(ifindex: number): string {
    return this.interfaces()?.find((link) => link.ifindex === ifindex)?.name ?? `if${ifindex}`
  }

  run(program: string, args: readonly string[]): string | undefined {
    return runCommand(program, args)
  }

  /** Ends a round. */
  close(): void {
    for (const socket of this.#sockets.values()) socket.close()
    this.#sockets.clear()
    this.#dumps.clear()
    this.#links = undefined
  }
}
