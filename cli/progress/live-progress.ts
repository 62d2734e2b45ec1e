import type { RecordOptions, RecordProgress } from '../../capture/record-options.js'
import { visible } from '../../reports/visible-text.js'
import type { Terminal } from '../terminal.js'
import { DropRate } from './drop-rate.js'
import type { Progress } from './open-progress.js'
import { progressText, sourceLines, startText } from './progress-text.js'

const minimumIntervalMs = 200

/** To the start of the line, and erase it. */
const eraseLine = '\r\u001b[K'

/** One line on a terminal, rewritten in place. Nothing needs to be undone if the process is killed. */
export class LiveProgress implements Progress {
  readonly #options: RecordOptions
  readonly #terminal: Terminal
  readonly #rate = new DropRate()
  #shownMs = -minimumIntervalMs

  constructor(options: RecordOptions, terminal: Terminal) {
    this.#options = options
    this.#terminal = terminal
  }

  started(lines: readonly string[]): void {
    this.#terminal.err(`${startText(this.#options)}\n${sourceLines(lines)}`)
  }

  update(progress: RecordProgress): void {
    const rate = this.#rate.next(progress)
    if (progress.elapsedMs - this.#shownMs < minimumIntervalMs) return
    this.#shownMs = progress.elapsedMs
    // A line that wraps could not be erased as one.
    const line = progressText(progress, rate, this.#options.durationMs)
    this.#terminal.err(eraseLine + line.slice(0, this.#terminal.errColumns - 1))
  }

  warning(text: string): void {
    this.#terminal.err(`${eraseLine}warning: ${visible(text)}\n`)
  }

  close(): void {
    this.#terminal.err(eraseLine)
  }
}
