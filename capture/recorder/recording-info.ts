import type { SessionInfo } from '../../session/session-info.js'
import { toolVersion } from '../../session/tool-version.js'
import type { SessionWriter } from '../../session/writer.js'
import { readHostFacts } from '../host/session-facts.js'
import type { RecordOptions } from '../record-options.js'
import type { SourceHealth } from '../source.js'

/** When a file was begun, and which of several it is. */
export interface FileStart {
  readonly startedAtMs: number
  readonly startMonotonicNs: bigint
  /** From 1; undefined if there is but one. */
  readonly part: number | undefined
}

/** What session_info says from the start on. */
export function writeStartInfo(
  writer: SessionWriter,
  options: RecordOptions,
  { startedAtMs, startMonotonicNs, part }: FileStart,
): void {
  const info: Partial<SessionInfo> = {
    ...readHostFacts(),
    toolVersion: toolVersion(),
    argv: options.argv,
    startedAt: new Date(startedAtMs).toISOString(),
    startMonotonicNs: String(startMonotonicNs),
    plannedDurationMs: options.durationMs ?? null,
    intervalMs: options.intervalMs,
    snapLength: options.snapLength,
    filter: options.filter,
    masks: options.masks.map(({ field, pattern }) => `${field}=${pattern}`),
    requestedSource: options.source === 'auto' ? 'auto' : options.source.join(','),
    ...(part === undefined ? {} : { part }),
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
