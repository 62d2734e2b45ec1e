/** Fills the report's model from an analysis: series, places, who is hurt, environment, samples. */
import type { SessionReader } from '../../session/reader.js'
import type { Analysis } from '../analyze.js'
import { dropPathsOf } from './drop-paths.js'
import { environmentOf } from './environment.js'
import { hurtOf } from './hurt.js'
import { interfacesOf } from '../links/interface-rows.js'
import { ladderOf } from './ladder.js'
import type { CpuHeat, Recording, ReportModel } from './report-model.js'
import { samplesOf } from './sample-lines.js'
import { timelineOf } from './timeline.js'

export async function buildReportModel(
  reader: SessionReader,
  analysis: Analysis,
): Promise<ReportModel> {
  return {
    findings: analysis.findings,
    recording: await recordingOf(reader, analysis),
    timeline: await timelineOf(reader, analysis),
    cpuHeat: cpuHeatOf(analysis),
    ladder: ladderOf(analysis),
    dropPaths: dropPathsOf(analysis),
    hurt: hurtOf(analysis),
    interfaces: await interfacesOf(reader, analysis),
    environment: environmentOf(analysis),
    samples: await samplesOf(reader, analysis),
  }
}

async function recordingOf(reader: SessionReader, analysis: Analysis): Promise<Recording> {
  const info = await reader.info()
  return {
    schemaVersion: reader.schemaVersion,
    requestedSource: info.requestedSource ?? '',
    plannedDurationMs: info.plannedDurationMs ?? null,
    endReason: info.endReason ?? 'cut-off',
    intervalMs: info.intervalMs ?? 0,
    snapLength: analysis.recorded.traffic === undefined ? null : (info.snapLength ?? null),
    filter: info.filter ?? '',
    masks: info.masks ?? [],
    cpus: info.cpus ?? 0,
    machine: info.machine ?? '',
    kernelBuild: info.kernelBuild ?? '',
    kernelCommandLine: info.kernelCommandLine ?? '',
    cpuMs: info.cost === undefined ? null : info.cost.recorderCpuMs + info.cost.captureCpuMs,
    bytesWritten: info.cost?.bytesWritten ?? null,
    limits: limitsOf(analysis),
  }
}

/** What no recording of this kind can see, whatever its health. */
function limitsOf(analysis: Analysis): string[] {
  const limits = [
    'Losses inside a network card, a switch or another host raise no event here; only counters of this host show some of them.',
    'A drop event is raised when the last user of a packet lets it go: a program that captures with a raw packet socket can delay it.',
  ]
  if (analysis.recorded.traffic !== undefined) {
    limits.push(
      'While packets are captured, the kernel does not count frames of unknown EtherTypes as dropped: the capture counts as their receiver.',
    )
  }
  if (!analysis.findings.session.closed) {
    limits.push(
      'The session was cut off: up to its last second is missing, and host facts of the end.',
    )
  }
  return limits
}

function cpuHeatOf({ details, binNs, bins, groups }: Analysis): CpuHeat | null {
  if (details.cpus.size === 0) return null
  const rows = [...details.cpus]
    .sort((a, b) => a[0] - b[0])
    .map(([cpu, buckets]) => {
      const drops = new Array<number>(bins).fill(0)
      for (const [at, n] of buckets) {
        const bin = Math.min(bins - 1, Math.max(0, Math.floor(at / binNs)))
        drops[bin] = (drops[bin] ?? 0) + n
      }
      return { cpu, drops }
    })
  const of = groups.reduce((sum, g) => sum + g.drops, 0)
  return { binMs: binNs / 1e6, rows, counted: details.details, of }
}
