import type { SessionInfo } from '../../session/session-info.js'
import type { SessionReader } from '../../session/reader.js'
import type { Findings } from '../finding.js'
import type { Attached } from '../artifacts/load-artifacts.js'
import type { Trust } from './trust.js'

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

export async function sessionSummary(
  reader: SessionReader,
  trust: Trust,
): Promise<Findings['session']> {
  const info = await reader.info()
  const attached = await attachedWindow(reader)
  return {
    file: fileName(reader.path),
    host: info.hostname ?? '',
    kernel: info.kernel ?? '',
    distribution: info.distribution ?? '',
    start: info.startedAt ?? '',
    durationMs: Math.round((attached.toNs - attached.fromNs) / 1e6),
    closed: info.endedNs !== undefined,
    sources: trust.health
      .filter((h) => h.status === 'ok' || h.status === 'partial')
      .map((h) => h.source),
    toolVersion: info.toolVersion ?? '',
    argv: info.argv ?? [],
  }
}

/** End of the recording; for a session that was cut off, the last thing it wrote. */
async function endNs(reader: SessionReader, info: Partial<SessionInfo>): Promise<number> {
  if (info.endedNs !== undefined) return info.endedNs
  const [row] = await reader.query(
    `SELECT max(at) AS at FROM (
       SELECT max(at_ns) AS at FROM counter_round UNION ALL SELECT max(at_ns) FROM drop_count
       UNION ALL SELECT max(at_ns) FROM clock UNION ALL SELECT max(to_ns) FROM packet_block)`,
  )
  return Number(row?.['at'] ?? 0)
}

/** When the drop source listened; the whole session where that was not written down. */
export async function attachedWindow(reader: SessionReader): Promise<Attached> {
  const info = await reader.info()
  return { fromNs: info.attachedNs ?? 0, toNs: info.detachedNs ?? (await endNs(reader, info)) }
}

const maxBins = 600

/** Bins of 100 ms, or wide enough for at most 600 of them. */
export async function timelineBins(
  reader: SessionReader,
): Promise<{ binNs: number; bins: number }> {
  const end = await endNs(reader, await reader.info())
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600]
  const binNs =
    1e9 * (steps.find((s) => end / (s * 1e9) <= maxBins) ?? Math.ceil(end / 1e9 / maxBins))
  return { binNs, bins: Math.max(1, Math.ceil(end / binNs)) }
}
