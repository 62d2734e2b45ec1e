import type { Row, TableName } from '../../session/tables.js'
import type { RecordObserver } from '../record-options.js'
import type { Sink } from '../source.js'

/**
 * A sink for the time before the session file exists: a recording that cannot begin (unknown interface, bad
 * filter) leaves no file behind.
 */
export class HeldRows implements Sink {
  #held: ((sink: Sink) => void)[] = []
  #sink: Sink | undefined

  readonly #observer: RecordObserver

  constructor(observer: RecordObserver) {
    this.#observer = observer
  }

  add<N extends TableName>(table: N, rows: readonly Row<N>[], settled?: () => void): void {
    this.#observer.rows?.(table, rows)
    const kept = this.#observer.keep?.(table, rows) ?? rows
    if (this.#sink !== undefined) this.#sink.add(table, kept, settled)
    else this.#held.push((sink) => sink.add(table, kept, settled))
  }

  /** Hands over what was held; from now on rows go straight to `sink`. */
  release(sink: Sink): void {
    this.#sink = sink
    for (const handOver of this.#held) handOver(sink)
    this.#held = []
  }
}
