import type { SessionInfo } from '../../session/session-info.js'
import { toolVersion } from '../../session/tool-version.js'
import type { SessionWriter } from '../../session/writer.js'
import { readHostFacts } from '../host/session-facts.js'
import type { RecordOptions } from '../record-options.js'
import type { SourceHealth } from '../source.js'
import type { RecorderClock } from './clock.js'

/** What session_info says from the start on. */
export function writeStartInfo(
  writer: SessionWriter,
  options: RecordOptions,
  clock: RecorderClock,
): void {
  const info: Partial<SessionInfo> = {
    ...readHostFacts(),
    toolVersion: toolVersion(),
    argv: options.argv,
    startedAt: new Date(clock.startedAtMs).toISOString(),
    startMonotonicNs: String(clock.startMonotonicNs),
    plannedDurationMs: options.durationMs ?? null,
    intervalMs: options.intervalMs,
    snapLength: options.snapLength,
    filter: options.filter,
    masks: options.masks.map(({ field, pattern }) => `${field}=${pattern}`),
    requestedSource: options.source === 'auto' ? 'auto' : options.source.join(','),
  }
  writer.add(
    'session_info',
    Object.entries(info).map(([key, value]) => ({ key, value: JSON.stringify(value) })),
  )
}

/** What the recording cost so far. `cpu` is process.cpuUsage() since its start. */
export function costOf(
  cpu: NodeJS.CpuUsage,
  captureCpuMs: number,
  bytesWritten: number,
  bpf: SourceHealth | undefined,
): SessionInfo['cost'] {
  return {
    recorderCpuMs: Math.round((cpu.user + cpu.system) / 1000),
    captureCpuMs: Math.round(captureCpuMs),
    bytesWritten,
    bpfRunNs: numberOrNull(bpf?.detail['runNs']),
    bpfRuns: numberOrNull(bpf?.detail['runs']),
  }
}

const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
