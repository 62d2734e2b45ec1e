/** `dropcorr record`: starts every source, keeps them going, and leaves one session file whatever happens. */
import { existsSync } from 'node:fs'
import { assertDirectory, assertWritableName, removeSessionFiles } from '../session/session-file.js'
import { SessionWriter } from '../session/writer.js'
import { createCounters } from './counters.js'
import { createGuard } from './guard/guard.js'
import { symbolRows } from './drop-sources/rows/symbol-rows.js'
import { createHostFacts } from './host/facts.js'
import { kernelSymbols, resolveSymbol } from './host/kernel-symbols.js'
import { LiveNetnsRegistry } from './host/namespaces.js'
import { addon } from './native.js'
import { checkFilter, startPackets, type RunningPackets } from './packet-sources/libpcap.js'
import type { Record, RecordObserver, RecordOptions, RecordResult } from './record-options.js'
import { CaptureInterfaces } from './recorder/capture-interfaces.js'
import { writeReadyFile } from './recorder/ready-file.js'
import { recordingControl } from './recorder/recording-control.js'
import { RecorderClock } from './recorder/clock.js'
import { sampleClock } from './recorder/clock-watch.js'
import { assertRunnable, startCommand, type RunningCommand } from './recorder/command.js'
import {
  chooseDropSources,
  dropSources,
  type DropSourceChoice,
} from './recorder/drop-source-choice.js'
import { fileHealth, sharedHealth } from './recorder/file-health.js'
import { healthRows, unlessCutOff } from './recorder/health-rows.js'
import { HeldRows } from './recorder/held-rows.js'
import { keepGoing, progressOf, type RecordingParts } from './recorder/recording.js'
import type { RecordedFile } from './recorder/recorded-file.js'
import { recordingEnd, type RecordingEnd } from './recorder/recording-end.js'
import { writeStartInfo } from './recorder/recording-info.js'
import { CounterBook } from './recorder/rotation/counter-book.js'
import { fileName } from './recorder/rotation/file-names.js'
import { RotatingFiles } from './recorder/rotation/rotating-files.js'
import { SharedRows } from './recorder/rotation/shared-rows.js'
import { RoundLog } from './recorder/round-log.js'
import { RunningDrops } from './recorder/running-drops.js'
import { singleFile } from './recorder/session-files.js'
import type { SessionClock, Sink } from './source.js'
import { startedLines } from './recorder/started-lines.js'
import { stopRecording } from './recorder/stop-recording.js'
import { StopStack } from './recorder/stop-stack.js'
import type { ProcessChange } from './recorder/process-change.js'
import { shareCapabilities } from './recorder/shared-capabilities.js'
import { yieldToOthers } from './recorder/yielding.js'

/**
 * Records until the duration is over, the command has ended or `stop` fires. Rejects with DropcorrError and leaves
 * no file if the recording cannot begin: exit 2 for what the user can put right (file exists, unknown interface, bad
 * filter, no such command), exit 3 if this machine cannot record.
 */
export const record: Record = async (options, observer, stop) => {
  if (options.rotation === undefined) assertWritableName(options.out, options)
  else assertDirectory(options.out)
  assertRunnable(options.command)
  const changes = [yieldToOthers(), shareCapabilities()]
  try {
    return await recordWith(changes, options, observer, stop)
  } finally {
    for (const change of changes) change.end()
  }
}

async function recordWith(
  changes: readonly ProcessChange[],
  options: RecordOptions,
  observer: RecordObserver,
  stop: AbortSignal,
): Promise<RecordResult> {
  const choice = chooseDropSources(await dropSources(), options.source)
  if (options.packets) await checkFilter(options.filter)
  const cpuAtStart = process.cpuUsage()
  const stack = new StopStack()
  const parts = await start(options, choice, observer, stack)
  const { files } = parts
  let command: RunningCommand | undefined
  let end: RecordingEnd = { reason: 'error', commandStatus: undefined }
  let complete: boolean
  try {
    stack.push('rounds', keepGoing(parts, options, observer))
    void files.failed.then(({ message, why }) => observer.warning(`${message}: ${why}`))
    observer.started(startedLines(parts, options))
    observer.control?.(recordingControl(parts, observer))
    for (const text of parts.drops.noteMasks(options.masks)) observer.warning(text)
    if (options.command.length > 0) {
      command = changes.reduce(
        (start, change) => () => change.suspended(start),
        () => startCommand(options.command),
      )()
    }
    end = await recordingEnd({
      durationMs: options.durationMs,
      stop,
      command,
      writeFailed: files.failed,
    })
  } finally {
    complete = await stopRecording({ parts, stack, end, cpuAtStart, observer })
  }
  observer.progress(progressOf(parts))
  return result(end, complete, await lastStatus(end, command, stop))
}

/** Nothing is left behind, attached or on the disk, if it rejects. */
async function start(
  options: RecordOptions,
  choice: DropSourceChoice,
  observer: RecordObserver,
  stack: StopStack,
): Promise<RecordingParts> {
  let writer: SessionWriter | undefined
  const { rotation } = options
  try {
    const native = addon()
    // Two, for with rotation the host is described in each file anew while drops and packets run through all.
    const rows = new HeldRows(observer)
    const hostRows = new HeldRows(observer)
    const clock = new RecorderClock(native)
    sampleClock(clock, rows)
    const registry = new LiveNetnsRegistry({ sink: rows, clock, addon: native })
    stack.push('namespaces', () => registry.close())
    const common = { clock, netns: registry, addon: native }
    const interfaces = new CaptureInterfaces(native)
    // Its process takes as long to start as all that follows up to its first use.
    const packetsStarting = options.packets
      ? startPackets({
          ...common,
          sink: rows,
          interfaces: options.interfaces,
          filter: options.filter,
          snapLength: options.snapLength,
          listInterfaces: () => interfaces.list(registry.list()),
        })
      : undefined
    if (packetsStarting !== undefined) {
      // It is waited for below, and a refusal is told there; until then nobody listens.
      packetsStarting.catch(() => undefined)
      stack.push('packets', () => stopStarted(packetsStarting))
    }
    const facts = createHostFacts({ ...common, sink: hostRows })
    facts.start()
    const { intervalMs } = options
    const counterBook = rotation === undefined ? undefined : new CounterBook(hostRows)
    const counters = await createCounters({ ...common, sink: counterBook ?? hostRows, intervalMs })
    counters.warmUp()
    const guard = createGuard((why) => tellUnguarded(why, rows, clock, observer))
    stack.push('guard', () => guard.close())
    // A tenth of a second that every drop source needs; the capture process may still be starting.
    kernelSymbols()
    const packets = await packetsStarting
    const path = firstPath(options)
    const opened = await SessionWriter.create(path, options)
    writer = opened
    observer.file?.(path)
    const part = rotation === undefined ? undefined : 1
    const { startedAtMs, startMonotonicNs } = clock
    writeStartInfo(writer, options, { startedAtMs, startMonotonicNs, part })
    const shared = rotation === undefined ? undefined : new SharedRows()
    shared?.begin(writer, 0, -Infinity)
    rows.release(shared ?? writer)
    hostRows.release(writer)
    const rounds = new RoundLog(hostRows, clock)
    const file = { writer, clock, startNs: 0, facts, counters, counterBook, rounds }
    // Set as soon as there are several.
    let current = (): RecordedFile => file
    const drops = await RunningDrops.attach(choice, options.source, {
      ...common,
      sink: rows,
      masks: options.masks,
      alertMode: options.alertMode,
      symbols: symbolRows(rows, resolveSymbol),
      guard,
      interfaceName: (...number) => current().facts.interfaces.name(...number),
      onDevice: (...device) => current().facts.interfaces.met(...device),
      whileHeld: (...device) => current().facts.interfaces.whileHeld(...device),
      onSocketDrop: (inode, netns) => current().facts.onSocketDrop(inode, netns),
    })
    stack.push('drops', () => drops.stop())
    // Both books begin here, one right after the other: what is lost while a source is attached is in neither.
    counters.round('first', () => opened.setInfo('attachedNs', drops.openBooks()))
    const sources = { drops, packets }
    const files =
      rotation === undefined || shared === undefined
        ? singleFile(file, sources)
        : new RotatingFiles(file, {
            ...{ options, rotation, observer, clock, registry, addon: native, shared },
            ...sources,
          })
    current = () => files.current
    const parts = { clock, shared: shared ?? writer, registry, drops, packets, files }
    const health = fileHealth(sharedHealth(sources), file)
    writer.add('source_health', healthRows(unlessCutOff(health)))
    await writer.flush()
    if (options.readyFile !== undefined) writeReadyFile(options.readyFile)
    return parts
  } catch (error) {
    await stack.stopAll()
    await writer?.close()
    if (writer !== undefined) removeSessionFiles(writer.path)
    throw error
  }
}

function tellUnguarded(
  why: string,
  sink: Sink,
  clock: SessionClock,
  observer: RecordObserver,
): void {
  const text = `${why}: what is switched on in the kernel stays on should the recorder be killed`
  observer.warning(text)
  sink.add('event', [{ at_ns: clock.now(), kind: 'source', text }])
}

/** Ends a capture whose start may still be under way; of one that was refused nothing is left. */
async function stopStarted(starting: Promise<RunningPackets>): Promise<void> {
  const [outcome] = await Promise.allSettled([starting])
  if (outcome.status === 'fulfilled') await outcome.value.stop()
}

const firstPath = ({ out, rotation }: RecordOptions): string =>
  rotation === undefined ? out : fileName(out, new Date(), existsSync)

/** After a write failure the command still runs: its status is waited for, but no longer recorded. */
async function lastStatus(
  end: RecordingEnd,
  command: RunningCommand | undefined,
  stop: AbortSignal,
): Promise<number | undefined> {
  if (end.reason !== 'error' || command === undefined) return end.commandStatus
  const never = new Promise<never>(() => undefined)
  const last = await recordingEnd({ durationMs: undefined, stop, command, writeFailed: never })
  return last.commandStatus
}

const result = (
  { reason }: RecordingEnd,
  complete: boolean,
  commandStatus: number | undefined,
): RecordResult => ({ endReason: reason, commandStatus, complete })
