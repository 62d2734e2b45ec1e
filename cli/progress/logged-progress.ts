import type { RecordOptions, RecordProgress } from '../../capture/record-options.js'
import { visible } from '../../reports/visible-text.js'
import type { Terminal } from '../terminal.js'
import type { Progress } from './open-progress.js'
import { progressText, sourceLines, startText } from './progress-text.js'

const everyMs = 10_000

/** For log files: one line each 10 s, with the rate over those 10 s; none while a command has the terminal. */
export class LoggedProgress implements Progress {
  readonly #options: RecordOptions
  readonly #terminal: Terminal
  #dueMs = everyMs
  #before = { elapsedMs: 0, drops: 0 }

  constructor(options: RecordOptions, terminal: Terminal) {
    this.#options = options
    this.#terminal = terminal
  }

  started(lines: readonly string[]): void {
    this.#terminal.err(`${startText(this.#options)}\n${sourceLines(lines)}`)
  }

  update(progress: RecordProgress): void {
    if (progress.elapsedMs < this.#dueMs) return
    if (this.#terminal.errIsTty && this.#options.command.length > 0) return
    this.#dueMs = (Math.floor(progress.elapsedMs / everyMs) + 1) * everyMs
    const passedMs = progress.elapsedMs - this.#before.elapsedMs
    const rate = ((progress.drops - this.#before.drops) * 1000) / passedMs
    this.#before = progress
    this.#terminal.err(`${progressText(progress, rate, this.#options.durationMs)}\n`)
  }

  warning(text: string): void {
    this.#terminal.err(`warning: ${visible(text)}\n`)
  }

  close(): void {
    // What was logged stays.
  }
}
