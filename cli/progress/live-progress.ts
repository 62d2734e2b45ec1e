import { createLogUpdate } from 'log-update'
import type { RecordOptions, RecordProgress } from '../../capture/record-options.js'
import { visible } from '../../reports/visible-text.js'
import type { Terminal } from '../terminal.js'
import { DropRate } from './drop-rate.js'
import type { Progress } from './open-progress.js'
import { progressText, sourceLines, startText } from './progress-text.js'

const minimumIntervalMs = 200

/** One line on a terminal, rewritten in place. */
export class LiveProgress implements Progress {
  readonly #options: RecordOptions
  readonly #terminal: Terminal
  readonly #rate = new DropRate()
  readonly #line = createLogUpdate(process.stderr)
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
    this.#line(progressText(progress, rate, this.#options.durationMs))
  }

  warning(text: string): void {
    this.#line.clear()
    this.#terminal.err(`warning: ${visible(text)}\n`)
  }

  close(): void {
    this.#line.clear()
    this.#line.done()
  }
}
