import type { SourceHealth } from '../source.js'
import { errorText } from './read-proc.js'

/** Names in source_health. */
export const factSources = [
  'interfaces',
  'addresses',
  'memberships',
  'routes',
  'policy-rules',
  'neighbours',
  'qdiscs',
  'sysctls',
  'firewall',
  'packet-types',
  'cgroup-programs',
  'sockets',
  'processes',
] as const
export type FactSource = (typeof factSources)[number]

/** What went wrong with each kind of fact, so that a missing fact is never taken for an empty one. */
export class FactHealth {
  readonly #failures = new Map<FactSource, Map<string, number>>()
  readonly #details = new Map<FactSource, Readonly<Record<string, unknown>>>()
  readonly #unavailable = new Map<FactSource, string>()

  constructor() {
    for (const source of factSources) this.#failures.set(source, new Map())
  }

  /** Part of the facts could not be read; `hides` says what is missing from the session. */
  failed(source: FactSource, why: string): void {
    const failures = this.#failures.get(source) ?? new Map<string, number>()
    failures.set(why, (failures.get(why) ?? 0) + 1)
    this.#failures.set(source, failures)
  }

  /** A lasting state, noted however often it is met. */
  failedOnce(source: FactSource, why: string): void {
    if (this.#failures.get(source)?.has(why) !== true) this.failed(source, why)
  }

  unavailable(source: FactSource, why: string): void {
    this.#unavailable.set(source, why)
  }

  detail(source: FactSource, detail: Readonly<Record<string, unknown>>): void {
    this.#details.set(source, detail)
  }

  /** Runs `read`; a failure is noted under `source` and gives undefined. */
  guard<T>(source: FactSource, where: string, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      this.failed(source, `${where}: ${errorText(error)}`)
      return undefined
    }
  }

  report(): Map<string, SourceHealth> {
    return new Map([...this.#failures.keys()].map((source) => [source, this.#of(source)]))
  }

  #of(source: FactSource): SourceHealth {
    const detail = this.#details.get(source) ?? {}
    const unavailable = this.#unavailable.get(source)
    if (unavailable !== undefined) {
      return { status: 'unavailable', why: unavailable, lost: 0, detail }
    }
    const failures = [...(this.#failures.get(source) ?? [])]
    if (failures.length === 0) return { status: 'ok', why: '', lost: 0, detail }
    const shown = failures.slice(0, 3).map(([why]) => why)
    const more = failures.length > shown.length ? ` and ${failures.length - shown.length} more` : ''
    const lost = failures.reduce((sum, [, times]) => sum + times, 0)
    return { status: 'partial', why: `${shown.join('; ')}${more}`, lost, detail }
  }
}
