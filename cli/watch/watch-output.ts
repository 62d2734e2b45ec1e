import type { Mask } from '../../capture/source.js'
import type { CausesKnown } from './causes-known.js'
import type { DropSnapshot } from './drop-snapshot.js'

/** Where a watch shows what it sees. */
export interface WatchOutput {
  /** Called once recording has begun. */
  started(watched: Watched): void
  /** An alert interval is over. While it has not resolved the next interval does not end. */
  alert(snapshot: DropSnapshot): Promise<void>
  /** The analysis has new causes. */
  causesChanged(): void
  warning(text: string): void
  /** Gives the terminal back. */
  close(): void
}

/** What an output may look at and change. */
export interface Watched {
  readonly sources: string
  readonly causes: CausesKnown
  readonly masks: readonly Mask[]
  /** Effective from the next drop on. */
  setMasks(masks: readonly Mask[]): void
  quit(): void
}
