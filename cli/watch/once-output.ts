import type { Terminal } from '../terminal.js'
import type { DropSnapshot } from './drop-snapshot.js'
import { onceTable } from './once-table.js'
import type { Watched, WatchOutput } from './watch-output.js'

/** One table. */
export class OnceOutput implements WatchOutput {
  readonly #terminal: Terminal
  #watched: Watched | undefined

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  started(watched: Watched): void {
    this.#watched = watched
  }

  async alert(snapshot: DropSnapshot): Promise<void> {
    if (this.#watched === undefined) return
    await this.#terminal.out(onceTable(snapshot, this.#watched.causes))
  }

  causesChanged(): void {
    // The table comes after them.
  }

  warning(text: string): void {
    this.#terminal.err(`warning: ${text}\n`)
  }

  close(): void {
    // What was written stays.
  }
}
