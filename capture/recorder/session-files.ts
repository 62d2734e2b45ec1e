import type { DropcorrError } from '../../session/dropcorr-error.js'
import { sharedHealth, type HealthByName, type SharedSources } from './file-health.js'
import type { RecordedFile } from './recorded-file.js'

/** The session files of a recording: one, or one after the other. */
export interface SessionFiles {
  /** The one that is written now. */
  readonly current: RecordedFile
  /** Resolves when nothing can be written any more; never rejects. */
  readonly failed: Promise<DropcorrError>
  /** Rows that could not be written, over all files. */
  readonly lostRows: number
  /** true if a file before this one could not be written in full. */
  readonly wasDamaged: boolean
  /** Health of drop sources and packet capture, as the current file has it. */
  currentHealth(): HealthByName
  /** To be called each second: begins a new file when it is time. */
  tick(): void
  /** Waits until a change of files that has begun is done. No other begins after that. */
  settle(): Promise<void>
  /** Closes the file before the current one, if it still waits for late rows. */
  finishBefore(): Promise<void>
}

export const singleFile = (file: RecordedFile, sources: SharedSources): SessionFiles => ({
  current: file,
  failed: file.writer.failed,
  wasDamaged: false,
  get lostRows() {
    return lostRowsOf(file)
  },
  currentHealth: () => sharedHealth(sources),
  tick: () => undefined,
  settle: () => Promise.resolve(),
  finishBefore: () => Promise.resolve(),
})

export function lostRowsOf({ writer }: RecordedFile): number {
  let rows = 0
  for (const count of writer.lost.values()) rows += count
  return rows
}
