import type { Row, TableName } from '../../session/tables.js'
import type { Sink } from '../source.js'

/**
 * A sink for the time before the session file exists: a recording that cannot begin (unknown interface, bad
 * filter) leaves no file behind.
 */
export class HeldRows implements Sink {
  #held: ((sink: Sink) => void)[] = []
  #sink: Sink | undefined

  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    if (this.#sink !== undefined) this.#sink.add(table, rows)
    else this.#held.push((sink) => sink.add(table, rows))
  }

  /** Hands over what was held; from now on rows go straight to `sink`. */
  release(sink: Sink): void {
    this.#sink = sink
    for (const handOver of this.#held) handOver(sink)
    this.#held = []
  }
}
