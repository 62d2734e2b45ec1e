import type { RecordOptions } from '../../capture/record-options.js'
import { usageError } from '../usage-error.js'
import { parseAlertMode, parseDropSources } from './drop-source.js'
import { parseDurationMs, type DurationRange } from './duration.js'
import { recordMasks, type MaskFlags } from './mask.js'

/** What commander hands over for `watch`. */
export interface WatchFlags extends MaskFlags {
  readonly interval: string
  readonly source: string
  readonly alertMode: string
  readonly interface?: readonly string[]
  readonly duration?: string
  readonly json?: boolean
  readonly once?: boolean
}

export interface WatchOptions {
  readonly argv: readonly string[]
  /** Length of an alert interval. */
  readonly intervalMs: number
  /** undefined = until told to stop. */
  readonly durationMs: number | undefined
  readonly source: RecordOptions['source']
  readonly alertMode: RecordOptions['alertMode']
  /** Only drops of these interfaces are shown, empty = all. 'NETNS/IFACE' is taken too. */
  readonly interfaces: readonly string[]
  readonly masks: RecordOptions['masks']
  /** A screen for people, lines of JSON for programs, or one table. */
  readonly output: 'screen' | 'json' | 'once'
}

/** Drops are counted in buckets of 100 ms; beyond a minute nobody calls it live. */
const intervalRange: DurationRange = { fromMs: 100, toMs: 60_000 }
/** As in `record`: timers of Node.js hold 2^31 - 1 ms. */
const durationRange: DurationRange = { fromMs: 1, toMs: 24 * 86_400_000 }

/**
 * `hasScreen` tells whether stdout is a terminal: without one a single table is printed.
 * @throws DropcorrError with exit code 2
 */
export function watchOptions(
  flags: WatchFlags,
  argv: readonly string[],
  hasScreen: boolean,
): WatchOptions {
  if (flags.json === true && flags.once === true) {
    throw usageError(
      '--json and --once exclude each other',
      'dropcorr watch --json | head -n 1',
      '--once prints a table for people, --json goes on until it is stopped',
    )
  }
  const plain = flags.once === true || !hasScreen
  return {
    argv: ['watch', ...argv],
    intervalMs: parseDurationMs('--interval', flags.interval, intervalRange),
    durationMs:
      flags.duration === undefined
        ? undefined
        : parseDurationMs('--duration', flags.duration, durationRange),
    source: parseDropSources(flags.source),
    alertMode: parseAlertMode(flags.alertMode),
    interfaces: flags.interface ?? [],
    masks: recordMasks(flags),
    output: flags.json === true ? 'json' : plain ? 'once' : 'screen',
  }
}
