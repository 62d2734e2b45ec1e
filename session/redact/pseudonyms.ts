/** Pseudonyms of names: the same name and kind, the same pseudonym. Remembers what was hidden, to find it in sentences. */
import { createHmac } from 'node:crypto'
import {
  isGenericCgroupSegment,
  isGenericCommand,
  isGenericFirewallName,
  isGenericHost,
  isGenericInterface,
} from './generic-names.js'
import type { RedactionKey } from './redaction-key.js'

/** The word that a pseudonym begins with; 'if-1a2b3c4d' fits IFNAMSIZ, 'proc-1a2b3c4d' a command name. */
type Kind = 'host' | 'if' | 'proc' | 'netns' | 'ctr' | 'unit' | 'fw' | 'path' | 'prog' | 'name'

const digits = 8
const shortIdDigits = 12

export class Pseudonyms {
  readonly #key: Buffer
  readonly #hidden = new Map<string, string>()

  constructor(key: RedactionKey) {
    this.#key = key.of('name')
  }

  /** Each name that was hidden, and its pseudonym. */
  get hidden(): ReadonlyMap<string, string> {
    return this.#hidden
  }

  host(name: string): string {
    return isGenericHost(name) ? name : this.#pseudonym('host', name)
  }

  interface(name: string): string {
    return isGenericInterface(name) ? name : this.#pseudonym('if', name)
  }

  command(name: string): string {
    return isGenericCommand(name) ? name : this.#pseudonym('proc', name)
  }

  /** A table, chain, set or target. */
  firewall(name: string): string {
    return isGenericFirewallName(name) ? name : this.#pseudonym('fw', name)
  }

  /** A program of BPF. */
  program(name: string): string {
    return name === '' ? '' : this.#pseudonym('prog', name)
  }

  path(path: string): string {
    return path === '' ? '' : this.#pseudonym('path', path)
  }

  /** Anything else a person chose. */
  other(name: string): string {
    return name === '' ? '' : this.#pseudonym('name', name)
  }

  /** 'host', a name of `ip netns`, a container's id or name, a unit, or 'comm/pid' of a process. */
  netns(name: string): string {
    if (name === '' || name === 'host' || /^netns:\[\d+\]$/.test(name)) return name
    const [, comm, rest] = /^(.+?)(\/\d+)$/s.exec(name) ?? []
    if (comm !== undefined && rest !== undefined)
      return this.#remember(name, this.command(comm) + rest)
    return this.container(name)
  }

  /** An id keeps its length: its first 12 digits are what people know it by, here and there. */
  container(name: string): string {
    if (/^(?:[0-9a-f]{12}|[0-9a-f]{64})$/.test(name)) {
      const short = this.#hex('ctr', name.slice(0, shortIdDigits), shortIdDigits)
      this.#remember(name.slice(0, shortIdDigits), short)
      const rest = name.length - shortIdDigits
      return this.#remember(name, short + this.#hex('ctr', name, rest))
    }
    if (/\.service$/.test(name)) return this.#unit(name)
    return isGenericCommand(name) ? name : this.#pseudonym('netns', name)
  }

  /** Segment by segment, so that what lies below another still does. */
  cgroup(path: string): string {
    return path
      .split('/')
      .map((segment) => this.#cgroupSegment(segment))
      .join('/')
  }

  #cgroupSegment(segment: string): string {
    if (isGenericCgroupSegment(segment)) return segment
    const [, before, id, after] =
      /^((?:docker|cri-containerd|crio|libpod|libpod-conmon|nerdctl)?[-:]?)([0-9a-f]{64})((?:\.scope)?)$/.exec(
        segment,
      ) ?? []
    if (before !== undefined && id !== undefined) return before + this.container(id) + (after ?? '')
    const [, lead, name, end] = /^(lxc\.payload\.|machine-)(.+?)(\.scope|)$/s.exec(segment) ?? []
    if (lead !== undefined && name !== undefined)
      return this.#remember(segment, lead + this.container(name) + (end ?? ''))
    return /\.(?:service|scope|slice)$/.test(segment) ? this.#unit(segment) : this.path(segment)
  }

  #unit(name: string): string {
    const dot = name.lastIndexOf('.')
    const stem = name.slice(0, dot)
    // the command of a unit is often its name without '.service'
    if (isGenericCommand(stem)) return name
    return this.#remember(name, `unit-${this.#hex('unit', stem, digits)}${name.slice(dot)}`)
  }

  #pseudonym(kind: Kind, name: string): string {
    return this.#remember(name, `${kind}-${this.#hex(kind, name, digits)}`)
  }

  #remember(name: string, pseudonym: string): string {
    if (!this.#hidden.has(name)) this.#hidden.set(name, pseudonym)
    return pseudonym
  }

  #hex(kind: Kind, name: string, length: number): string {
    return createHmac('sha256', this.#key).update(`${kind}\0${name}`).digest('hex').slice(0, length)
  }
}
