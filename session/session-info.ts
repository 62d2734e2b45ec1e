/** Keys of session_info and the types of their JSON values. */
export interface SessionInfo {
  readonly toolVersion: string
  readonly argv: readonly string[]
  readonly hostname: string
  /** `uname -r` */
  readonly kernel: string
  /** `uname -v` */
  readonly kernelBuild: string
  readonly machine: string
  /** PRETTY_NAME of os-release. */
  readonly distribution: string
  /** /proc/cmdline */
  readonly kernelCommandLine: string
  readonly cpus: number
  readonly bootId: string
  /** ISO 8601, UTC, of the session's start. */
  readonly startedAt: string
  /** CLOCK_MONOTONIC nanoseconds at the session's start, decimal: beyond what a number holds. */
  readonly startMonotonicNs: string
  readonly plannedDurationMs: number | null
  readonly intervalMs: number
  readonly snapLength: number
  readonly filter: string
  readonly masks: readonly string[]
  /** --source as given. */
  readonly requestedSource: string
  /** Which file of a rotated recording this is, from 1; absent if there is only one. */
  readonly part: number
  /** Drops count from here on; the first reading of the counters began just after. */
  readonly attachedNs: number
  /** Drops after this are in no count; the last reading of the counters began just after. Absent in a session that was cut off. */
  readonly detachedNs: number
  /** Set when the recording ended in order; absent in a session that was cut off. */
  readonly endedNs: number
  readonly endReason: 'duration' | 'signal' | 'command' | 'error' | 'rotation'
  /** Exit status of `-- COMMAND`. */
  readonly commandStatus: number | null
  /** What recording cost: CPU seconds of recorder and capture child, bytes written. */
  readonly cost: {
    readonly recorderCpuMs: number
    readonly captureCpuMs: number
    readonly bytesWritten: number
    readonly bpfRunNs: number | null
    readonly bpfRuns: number | null
  }
}
