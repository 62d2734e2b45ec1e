import type { Table } from './table.js'

/** A measurement beside peers: a file of bench/benches with this as its default export. */
export interface Bench {
  /** As its file. */
  readonly name: string
  /** What it measures, in one line. */
  readonly title: string
  /** Why it cannot run on this machine at all; undefined if it can. */
  readonly obstacle?: () => string | undefined
  readonly run: (options: BenchOptions) => Promise<BenchOutcome>
}

export interface BenchOptions {
  /** Each tool runs this often, in turn with the others. */
  readonly rounds: number
  /** Of the bench's own size (packets, interfaces, millions of drops): below 1 for a quick look. */
  readonly scale: number
  /** Tells of each step as it ends. */
  readonly onStep: (text: string) => void
}

export interface BenchOutcome {
  readonly tools: readonly BenchTool[]
  /** Peers that are not here: named, never left out silently. */
  readonly skipped: readonly SkippedTool[]
  readonly tables: readonly Table[]
  /** Goes to bench/results as it is: summaries and every single run. */
  readonly figures: unknown
}

export interface BenchTool {
  readonly name: string
  /** Exactly as it was run, to be pasted into a shell. */
  readonly command: string
  /** The program's own `--version`; undefined for dropcorr. */
  readonly version?: string
}

export interface SkippedTool {
  readonly name: string
  readonly why: string
}
