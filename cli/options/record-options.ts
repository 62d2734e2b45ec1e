import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { RecordOptions } from '../../capture/record-options.js'
import { usageError } from '../usage-error.js'
import { parseAlertMode, parseDropSources } from './drop-source.js'
import { intervalRange, parseDurationMs, recordDurationRange } from './duration.js'
import { recordMasks, type MaskFlags } from './mask.js'
import { sizeAndRotation, type RotationFlags } from './rotation.js'
import { parseWholeNumber } from './whole-number.js'

/** What commander hands over for `record`. */
export interface RecordFlags extends MaskFlags, RotationFlags {
  readonly duration?: string
  readonly out: string
  readonly force?: boolean
  readonly source: string
  readonly alertMode: string
  readonly interface?: readonly string[]
  readonly filter?: string
  readonly packets: boolean
  readonly snapLength: string
  readonly interval: string
  readonly readyFile?: string
  readonly strict?: boolean
}

/** An Ethernet header is 14 bytes; the pcap package hands over at most 65535. */
const snapLengthRange = { from: 14, to: 65_535 } as const

/**
 * Validates the flags. `argv` is kept in the session; `command` is what came after `--`, undefined without `--`.
 * @throws DropcorrError with exit code 2
 */
export function recordOptions(
  flags: RecordFlags,
  argv: readonly string[],
  command: readonly string[] | undefined,
): RecordOptions {
  if (command?.length === 0) {
    throw usageError(
      'no command after --',
      'dropcorr record -- ping -c 10 10.0.0.2',
      'the command to run while recording is missing',
    )
  }
  const { from, to } = snapLengthRange
  const { maxBytes, rotation } = sizeAndRotation(flags)
  return {
    argv: ['record', ...argv],
    // Files of a rotated recording get names of their own, which no other has.
    out: sessionPath(flags.out, flags.force === true || rotation !== undefined),
    maxBytes,
    rotation,
    overwrite: flags.force === true,
    durationMs:
      flags.duration === undefined
        ? undefined
        : parseDurationMs('--duration', flags.duration, recordDurationRange),
    source: parseDropSources(flags.source),
    alertMode: parseAlertMode(flags.alertMode),
    interfaces: flags.interface ?? [],
    filter: flags.filter ?? '',
    snapLength: parseWholeNumber('--snap-length', flags.snapLength, from, to),
    packets: flags.packets,
    intervalMs: parseDurationMs('--interval', flags.interval, intervalRange),
    masks: recordMasks(flags),
    readyFile: flags.readyFile === undefined ? undefined : resolve(flags.readyFile),
    command: command ?? [],
  }
}

/** Refuses before anything is attached; the recorder checks again when it creates the file. */
function sessionPath(out: string, overwrite: boolean): string {
  if (out === '-' || out === '') {
    throw usageError(
      'a session cannot be written to stdout',
      '--out session.db',
      'a session is a database, which needs a file',
    )
  }
  const directory = dirname(resolve(out))
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw usageError(
      `cannot create ${out}`,
      `mkdir -p ${directory}`,
      `${directory} is not a directory`,
    )
  }
  if (existsSync(out) && !overwrite) {
    throw usageError(
      `${out} exists already`,
      '--out ANOTHER.db, or --force to overwrite it',
      'a recording never overwrites a file unasked',
    )
  }
  return out
}
