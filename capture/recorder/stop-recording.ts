import type { RecordObserver } from '../record-options.js'
import { sampleClock } from './clock-watch.js'
import { fileHealth } from './file-health.js'
import { healthRows } from './health-rows.js'
import type { RecordingParts } from './recording.js'
import type { RecordingEnd } from './recording-end.js'
import { costOf } from './recording-info.js'
import type { StopProblem, StopStack } from './stop-stack.js'

export interface StopRequest {
  readonly parts: RecordingParts
  readonly stack: StopStack
  readonly end: RecordingEnd
  readonly cpuAtStart: NodeJS.CpuUsage
  readonly observer: RecordObserver
}

/**
 * Stops everything in reverse order, takes the last readings and closes the session. Returns whether all that was
 * asked for is in it. Does not reject for a part that fails to stop: its health says so.
 */
export async function stopRecording(request: StopRequest): Promise<boolean> {
  const { parts, stack, end, observer } = request
  const { clock, registry, drops, packets, shared, files } = parts
  const problems: StopProblem[] = []
  const guarded = async (part: string, action: () => unknown): Promise<void> => {
    try {
      await action()
    } catch (error) {
      problems.push({ part, why: error instanceof Error ? error.message : String(error) })
    }
  }
  await guarded('session', () => files.settle())
  const { writer, facts, counters, rounds, startNs } = files.current
  await guarded('namespaces', () => registry.rescan())
  // What a counter gains after this reading may have been lost after the books were closed.
  await guarded('counters', () => counters.round('last'))
  await guarded('drops', () => drops.settle())
  // Both books end here, one right after the other.
  await guarded('counters', () =>
    counters.round('last', () => writer.setInfo('detachedNs', drops.closeBooks() - startNs)),
  )
  await guarded('drops', () => drops.stop())
  await guarded('facts', () => facts.end())
  problems.push(...(await stack.stopAll()))
  for (const { part, why } of problems) observer.warning(`${part}: ${why}`)
  sampleClock(clock, shared)
  await guarded('session', () => files.finishBefore())
  const health = fileHealth(files.currentHealth(), files.current, problems)
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
  writer.setInfo('endedNs', clock.now() - startNs)
  await writer.close()
  const asked = [...drops.names, ...(packets === undefined ? [] : ['packets'])]
  const isWhole = asked.every((name) => health.get(name)?.status === 'ok')
  const isWritten = !files.wasDamaged && writer.failure === undefined && writer.lost.size === 0
  return isWhole && isWritten && problems.length === 0 && rounds.health().lost === 0
}
