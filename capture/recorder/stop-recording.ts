import type { RecordObserver, RecordOptions } from '../record-options.js'
import type { SourceHealth } from '../source.js'
import { sampleClock } from './clock-watch.js'
import { healthRows, switchedOff } from './health-rows.js'
import type { RecordingParts } from './recording.js'
import type { RecordingEnd } from './recording-end.js'
import { costOf } from './recording-info.js'
import type { StopProblem, StopStack } from './stop-stack.js'

export interface StopRequest {
  readonly parts: RecordingParts
  readonly stack: StopStack
  readonly options: RecordOptions
  readonly end: RecordingEnd
  readonly cpuAtStart: NodeJS.CpuUsage
  readonly observer: RecordObserver
}

/**
 * Stops everything in reverse order, takes the last readings and closes the session. Returns whether all that was
 * asked for is in it. Does not reject for a part that fails to stop: its health says so.
 */
export async function stopRecording(request: StopRequest): Promise<boolean> {
  const { parts, stack, options, end, observer } = request
  const { clock, writer, registry, facts, counters, drops, packets, rounds } = parts
  const problems: StopProblem[] = []
  const guarded = async (part: string, action: () => unknown): Promise<void> => {
    try {
      await action()
    } catch (error) {
      problems.push({ part, why: error instanceof Error ? error.message : String(error) })
    }
  }
  // Namespaces first: then nothing but the reading itself lies between the last drop and the last counters.
  await guarded('namespaces', () => registry.rescan())
  // While drops are still seen: only what a counter gains after this may have been lost unseen.
  await guarded('counters', () => counters.round('last'))
  await guarded('drops', () => drops.stop())
  writer.setInfo('detachedNs', clock.now())
  await guarded('counters', () => counters.round('last'))
  await guarded('facts', () => facts.end())
  problems.push(...(await stack.stopAll()))
  for (const { part, why } of problems) observer.warning(`${part}: ${why}`)
  sampleClock(clock, writer)
  const health = allHealth(parts, options, problems)
  writer.add('source_health', healthRows(health))
  writer.setInfo('endReason', end.reason)
  writer.setInfo('commandStatus', end.commandStatus ?? null)
  const cost = costOf(
    process.cpuUsage(request.cpuAtStart),
    packets?.totals.cpuMs ?? 0,
    writer.bytesWritten,
    health.get('bpf'),
  )
  writer.setInfo('cost', cost)
  // Last of all: a session without it was cut off.
  writer.setInfo('endedNs', clock.now())
  await writer.close()
  const asked = [...drops.names, ...(packets === undefined ? [] : ['packets'])]
  const isWhole = asked.every((name) => health.get(name)?.status === 'ok')
  const isWritten = writer.failure === undefined && writer.lost.size === 0
  return isWhole && isWritten && problems.length === 0 && rounds.health().lost === 0
}

/** One row for every source there is, switched off or not. */
export function allHealth(
  { facts, counters, drops, packets, rounds, writer }: Omit<RecordingParts, 'clock' | 'registry'>,
  options: RecordOptions,
  problems: readonly StopProblem[] = [],
): ReadonlyMap<string, SourceHealth> {
  return new Map<string, SourceHealth>([
    ...drops.health(),
    ['packets', packets?.health() ?? switchedOff('--no-packets')],
    ...counters.health(),
    ...facts.health(),
    ['recorder', recorderHealth(rounds.health(), problems)],
    ['session', sessionHealth(writer.lost, writer.failure?.why, options)],
  ])
}

function recorderHealth(rounds: SourceHealth, problems: readonly StopProblem[]): SourceHealth {
  if (problems.length === 0) return rounds
  const texts = problems.map(({ part, why }) => `${part} did not stop in order: ${why}`)
  return {
    ...rounds,
    status: 'partial',
    why: [rounds.why, ...texts].filter((text) => text !== '').join('; '),
  }
}

function sessionHealth(
  lost: ReadonlyMap<string, number>,
  failure: string | undefined,
  { out }: RecordOptions,
): SourceHealth {
  const rows = [...lost.values()].reduce((sum, count) => sum + count, 0)
  const detail = { lostRows: Object.fromEntries(lost) }
  if (failure !== undefined) {
    return {
      status: 'partial',
      why: `the recording ended early: ${out} could not be written: ${failure}`,
      lost: rows,
      detail,
    }
  }
  if (rows === 0) return { status: 'ok', why: '', lost: 0, detail }
  const why = `the disk was too slow: ${rows} rows were left out`
  return { status: 'partial', why, lost: rows, detail }
}
