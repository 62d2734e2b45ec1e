/** `dropcorr record`: starts every source, keeps them going, and leaves one session file whatever happens. */
import { writeFileSync } from 'node:fs'
import { DropcorrError, exitCode } from '../session/dropcorr-error.js'
import { assertWritableName, removeSessionFiles } from '../session/session-file.js'
import { SessionWriter } from '../session/writer.js'
import { createCounters } from './counters.js'
import { createGuard } from './guard/guard.js'
import { symbolRows } from './drop-sources/rows/symbol-rows.js'
import { createHostFacts } from './host/facts.js'
import { resolveSymbol } from './host/kernel-symbols.js'
import { LiveNetnsRegistry } from './host/namespaces.js'
import { addon } from './native.js'
import { checkFilter, startPackets } from './packet-sources/libpcap.js'
import { once } from './recorder/once.js'
import type { Record, RecordObserver, RecordOptions, RecordResult } from './record-options.js'
import { listCaptureInterfaces } from './recorder/capture-interfaces.js'
import { recordingControl } from './recorder/recording-control.js'
import { RecorderClock } from './recorder/clock.js'
import { sampleClock } from './recorder/clock-watch.js'
import { assertRunnable, startCommand, type RunningCommand } from './recorder/command.js'
import {
  chooseDropSources,
  dropSources,
  type DropSourceChoice,
} from './recorder/drop-source-choice.js'
import { RoundLog } from './recorder/round-log.js'
import { healthRows, unlessCutOff } from './recorder/health-rows.js'
import { HeldRows } from './recorder/held-rows.js'
import { keepGoing, progressOf, type RecordingParts } from './recorder/recording.js'
import { recordingEnd, type RecordingEnd } from './recorder/recording-end.js'
import { writeStartInfo } from './recorder/recording-info.js'
import { startedLines } from './recorder/started-lines.js'
import { allHealth, stopRecording } from './recorder/stop-recording.js'
import { RunningDrops } from './recorder/running-drops.js'
import { StopStack } from './recorder/stop-stack.js'

/**
 * Records until the duration is over, the command has ended or `stop` fires. Rejects with DropcorrError and leaves
 * no file if the recording cannot begin: exit 2 for what the user can put right (file exists, unknown interface, bad
 * filter, no such command), exit 3 if this machine cannot record.
 */
export const record: Record = async (options, observer, stop) => {
  assertWritableName(options.out, options)
  assertRunnable(options.command)
  const choice = chooseDropSources(await dropSources(), options.source)
  if (options.packets) await checkFilter(options.filter)
  const cpuAtStart = process.cpuUsage()
  const stack = new StopStack()
  const parts = await start(options, choice, observer, stack)
  const { writer } = parts
  let command: RunningCommand | undefined
  let end: RecordingEnd = { reason: 'error', commandStatus: undefined }
  let complete: boolean
  try {
    stack.push('rounds', keepGoing(parts, options, observer))
    void writer.failed.then(({ message, why }) => observer.warning(`${message}: ${why}`))
    observer.started(startedLines(parts, options))
    observer.control?.(recordingControl(parts))
    if (options.command.length > 0) command = startCommand(options.command)
    end = await recordingEnd({
      durationMs: options.durationMs,
      stop,
      command,
      writeFailed: writer.failed,
    })
  } finally {
    complete = await stopRecording({ parts, stack, options, end, cpuAtStart, observer })
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
  try {
    const native = addon()
    const rows = new HeldRows(observer)
    const clock = new RecorderClock(native)
    sampleClock(clock, rows)
    const registry = new LiveNetnsRegistry({ sink: rows, clock, addon: native })
    stack.push('namespaces', () => registry.close())
    const shared = { sink: rows, clock, netns: registry, addon: native }
    const facts = createHostFacts(shared)
    facts.start()
    const packets = options.packets
      ? await startPackets({
          ...shared,
          interfaces: options.interfaces,
          filter: options.filter,
          snapLength: options.snapLength,
          listInterfaces: () => listCaptureInterfaces(registry.list(), native),
        })
      : undefined
    if (packets !== undefined) stack.push('packets', () => packets.stop())
    const opened = await SessionWriter.create(options.out, options)
    writer = opened
    writeStartInfo(writer, options, clock)
    rows.release(writer)
    const counters = await createCounters({ ...shared, intervalMs: options.intervalMs })
    const beforeCounting = once(() => {
      counters.round('first')
      opened.setInfo('attachedNs', clock.now())
    })
    const guard = createGuard()
    stack.push('guard', () => guard.close())
    const drops = await RunningDrops.attach(choice, options.source, {
      ...shared,
      masks: options.masks,
      alertMode: options.alertMode,
      symbols: symbolRows(rows, resolveSymbol),
      guard,
      beforeCounting,
      interfaceName: (netns, ifindex) => facts.interfaceName(netns, ifindex),
      onSocketInode: (inode) => facts.onSocketInode(inode),
    })
    stack.push('drops', () => drops.stop())
    beforeCounting()
    // What a counter gains until here may have been lost before the first event could be seen.
    counters.round('regular')
    const rounds = new RoundLog(rows, clock)
    const parts = { clock, writer, registry, facts, counters, drops, packets, rounds }
    writer.add('source_health', healthRows(unlessCutOff(allHealth(parts, options))))
    await writer.flush()
    writeReadyFile(options.readyFile)
    return parts
  } catch (error) {
    await stack.stopAll()
    await writer?.close()
    if (writer !== undefined) removeSessionFiles(options.out)
    throw error
  }
}

function writeReadyFile(path: string | undefined): void {
  if (path === undefined) return
  try {
    writeFileSync(path, `${process.pid}\n`)
  } catch (error) {
    throw new DropcorrError(`cannot create the ready file ${path}`, {
      why: error instanceof Error ? error.message : String(error),
      hint: 'choose a place you may write to with --ready-file',
      exitCode: exitCode.usage,
      cause: error,
    })
  }
}

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
