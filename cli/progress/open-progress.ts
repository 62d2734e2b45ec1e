import type { RecordOptions, RecordProgress } from '../../capture/record-options.js'
import type { Terminal } from '../terminal.js'
import { LoggedProgress } from './logged-progress.js'

/** Shows how a recording goes, on stderr. */
export interface Progress {
  started(lines: readonly string[]): void
  update(progress: RecordProgress): void
  warning(text: string): void
  /** Removes what is only of use while recording. */
  close(): void
}

/** A live line on a terminal, else one line each 10 s. With a command the terminal is the command's. */
export async function openProgress(options: RecordOptions, terminal: Terminal): Promise<Progress> {
  if (!terminal.errIsTty || options.command.length > 0) return new LoggedProgress(options, terminal)
  const { LiveProgress } = await import('./live-progress.js')
  return new LiveProgress(options, terminal)
}
