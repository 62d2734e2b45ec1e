import type { SessionInfo } from '../session/session-info.js'
import { bytes, percent } from '../reports/quantities.js'

type Cost = SessionInfo['cost']

/** What a recording cost this machine, as its summary says it. */
export function costText(
  cost: Cost,
  { durationMs, drops }: { readonly durationMs: number; readonly drops: number },
): string {
  const cpuMs = cost.recorderCpuMs + cost.captureCpuMs
  const parts = [
    `${(cpuMs / 1000).toFixed(2)} s of CPU (${percent(cpuMs, durationMs)} of one core)`,
    kernelText(cost, drops),
    `${bytes(cost.bytesWritten)} written`,
  ]
  return `cost: ${parts.filter((part) => part !== undefined).join(', ')}`
}

/** The kernel's own figure, BPF run-time statistics; undefined where the BPF source had nothing to do. */
function kernelText({ bpfRunNs, bpfRuns }: Cost, drops: number): string | undefined {
  if (bpfRunNs === null || bpfRuns === null || drops === 0) return undefined
  // Without CAP_SYS_ADMIN the statistics cannot be switched on.
  if (bpfRuns === 0) return 'time in the kernel not measured'
  return `${Math.round(bpfRunNs / bpfRuns)} ns for each drop in the kernel`
}
