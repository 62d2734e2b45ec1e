import type { Terminal } from '../terminal.js'
import { alertOf } from './alert.js'
import type { DropSnapshot } from './drop-snapshot.js'
import type { Watched, WatchOutput } from './watch-output.js'

/** One object an interval, one a line, on stdout; ends the watch when nobody reads any more. */
export class JsonOutput implements WatchOutput {
  readonly #terminal: Terminal
  #watched: Watched | undefined
  #warnings: string[] = []

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  started(watched: Watched): void {
    this.#watched = watched
    process.stdout.on('error', () => watched.quit())
  }

  async alert(snapshot: DropSnapshot): Promise<void> {
    if (this.#watched === undefined) return
    const warnings = this.#warnings
    this.#warnings = []
    const alert = alertOf(snapshot, this.#watched.causes, new Date(), warnings)
    await this.#terminal.out(`${JSON.stringify(alert)}\n`)
  }

  causesChanged(): void {
    // The next alert has them.
  }

  warning(text: string): void {
    this.#warnings.push(text)
  }

  close(): void {
    // What was written stays.
  }
}
