import type { Row, TableName } from '../session/tables.js'
import type { AlertMode, Mask, MaskField } from './source.js'

/** Session files one after the other; `out` gives them their name. */
export interface RotationOptions {
  /** Files to keep, the one that is written included. */
  readonly keep: number
  /** A new file when the last has about this size. */
  readonly maxBytes: number | undefined
  /** A new file when the last covers this time. */
  readonly everyMs: number | undefined
}

/** What `dropcorr record` was asked to do, already validated. */
export interface RecordOptions {
  readonly argv: readonly string[]
  /** The session file; must not exist unless overwrite. */
  readonly out: string
  readonly overwrite: boolean
  /** Ends by itself after this; undefined = until told to stop or until the command ends. */
  readonly durationMs: number | undefined
  /** 'auto' or names of drop sources that must work. */
  readonly source: 'auto' | readonly string[]
  /** How the drop-monitor source is told of drops. */
  readonly alertMode: AlertMode
  /** Interfaces to capture on, empty = all that are up in every namespace covered. 'NETNS/IFACE' is taken too. */
  readonly interfaces: readonly string[]
  /** BPF filter in pcap syntax, '' = everything. */
  readonly filter: string
  readonly snapLength: number
  readonly packets: boolean
  readonly intervalMs: number
  readonly masks: readonly Mask[]
  /** Created once everything is attached. */
  readonly readyFile: string | undefined
  /** The session takes no more of the disk than about this: see session/room. Not with `rotation`. */
  readonly maxBytes?: number | undefined
  readonly rotation?: RotationOptions | undefined
  /** argv of a command to run and record while it runs. */
  readonly command: readonly string[]
}

/** A snapshot for the progress line. */
export interface RecordProgress {
  readonly elapsedMs: number
  readonly drops: number
  readonly topSite: string
  readonly packets: number
  /** What the recorder itself lost: drops that are in no count, packets, rows. Details over budget are no loss. */
  readonly ownLosses: number
}

/** What can be asked and changed while it records. */
export interface RecordingControl {
  /** What the drop source whose drops are counted is not told of them. */
  readonly blindTo: readonly MaskField[]
  /** From the next drop on; an event in the session tells of it. */
  setMasks(masks: readonly Mask[]): void
}

export interface RecordObserver {
  /** Every row on its way to the session, in the order in which it was found: `watch` lives on them. */
  rows?<N extends TableName>(table: N, rows: readonly Row<N>[]): void
  /** What of them to store, all if it is not there: `watch` keeps little, for it goes on for days. */
  keep?<N extends TableName>(table: N, rows: readonly Row<N>[]): readonly Row<N>[]
  /** Called once recording has begun. */
  control?(control: RecordingControl): void
  /** A session file was begun; called for the first, and for each one that rotation adds. */
  file?(path: string): void
  /** Sources on and off, with the reasons; called once recording has begun. */
  started(lines: readonly string[]): void
  progress(progress: RecordProgress): void
  /** Something the user should know now: an interface vanished, the disk is full. */
  warning(text: string): void
}

export interface RecordResult {
  readonly endReason: 'duration' | 'signal' | 'command' | 'error'
  readonly commandStatus: number | undefined
  /** false if something that was asked for is missing from the session. */
  readonly complete: boolean
}

/** capture/record.ts: `record(options, observer, stop)`; `stop` is the first Ctrl-C. */
export type Record = (
  options: RecordOptions,
  observer: RecordObserver,
  stop: AbortSignal,
) => Promise<RecordResult>
