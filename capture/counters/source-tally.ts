import { hiddenUnread, missingText } from '../abilities/missing-text.js'
import { interruptedText } from '../netlink/request.js'
import type { CounterSource, SourceHealth } from '../source.js'

/** How one source fared over the recording. */
export class SourceTally {
  readonly #source: CounterSource
  readonly #namespaces = new Set<number>()
  readonly #failedNamespaces = new Set<string>()
  #reads = 0
  #failures = 0
  #firstFailure = ''
  readonly #interruptedNamespaces = new Set<string>()
  #interruptions = 0
  #spentNs = 0
  #values = 0

  constructor(source: CounterSource) {
    this.#source = source
  }

  read(netns: number, values: number, spentNs: number): void {
    this.#namespaces.add(netns)
    this.#reads += 1
    this.#values += values
    this.#spentNs += spentNs
  }

  /** It was read, but may lack entries: the table changed each time it was dumped. */
  interrupted(netnsName: string): void {
    this.#interruptions += 1
    this.#interruptedNamespaces.add(netnsName)
  }

  failed(netnsName: string, error: unknown): void {
    this.#failures += 1
    this.#failedNamespaces.add(netnsName)
    if (this.#firstFailure === '') {
      this.#firstFailure = error instanceof Error ? error.message : String(error)
    }
  }

  health(): SourceHealth {
    const detail = {
      hides:
        this.#failures > 0 ? hiddenUnread(this.#source) : missingText(this.#source.missing).hides,
      namespaces: this.#namespaces.size,
      reads: this.#reads,
      failures: this.#failures,
      interruptions: this.#interruptions,
      meanReadUs: this.#reads === 0 ? 0 : Math.round(this.#spentNs / this.#reads / 1000),
      meanValues: this.#reads === 0 ? 0 : Math.round(this.#values / this.#reads),
    }
    const lost = this.#failures + this.#interruptions
    if (lost === 0) {
      if (this.#reads > 0) return { status: 'ok', why: '', lost, detail }
      const status = this.#source.optional === true ? 'ok' : 'unavailable'
      return { status, why: this.#source.missing, lost, detail }
    }
    const readings = this.#failures + this.#reads
    const why = [
      ...(this.#failures > 0
        ? [
            `${this.#failures} of ${readings} readings failed (${listed(this.#failedNamespaces)}): ${this.#firstFailure}`,
          ]
        : []),
      ...(this.#interruptions > 0
        ? [
            `${this.#interruptions} of ${readings} readings may not be whole (${listed(this.#interruptedNamespaces)}): ${interruptedText}`,
          ]
        : []),
    ].join('; ')
    return { status: this.#reads === 0 ? 'unavailable' : 'partial', why, lost, detail }
  }
}

const listed = (names: ReadonlySet<string>): string => [...names].slice(0, 5).join(', ')
