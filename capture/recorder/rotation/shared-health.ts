import type { SourceHealth } from '../../source.js'

type HealthByName = ReadonlyMap<string, SourceHealth>

/**
 * Health of sources that run through all files, as one file has it: losses since the file was begun, times on its
 * clock. What a source says in words goes back to the start of the recording.
 */
export function healthSince(
  now: HealthByName,
  before: HealthByName,
  startNs: number,
): HealthByName {
  return new Map(
    [...now].map(([source, health]) => [source, since(health, before.get(source), startNs)]),
  )
}

function since(now: SourceHealth, before: SourceHealth | undefined, startNs: number): SourceHealth {
  const lostBefore = before?.lost ?? 0
  const lost = Math.max(0, now.lost - lostBefore)
  const detail = Object.fromEntries(
    Object.entries(now.detail).map(([name, value]) => [
      name,
      sinceStart(name, value, before?.detail[name], startNs),
    ]),
  )
  const why =
    lostBefore === 0
      ? now.why
      : `since the recording began, not in this file alone: ${now.why} (${lost} of them in this file)`
  return { ...now, lost, why: now.why === '' ? '' : why, detail }
}

const times: ReadonlySet<string> = new Set(['fromNs', 'toNs'])
/** Details that count, all others are settings or levels. */
const counts: ReadonlySet<string> = new Set([
  'ringFull',
  'overBudget',
  'keyMapFull',
  'flowMapFull',
  'missed',
  'runs',
  'runNs',
  'packets',
  'lost',
  'flowPacketsOverLimit',
  'beforeFirstReading',
  'afterLastReading',
])

function sinceStart(name: string, now: unknown, before: unknown, startNs: number): unknown {
  if (typeof now !== 'number') return now
  if (times.has(name)) return Math.max(0, now - startNs)
  return counts.has(name) && typeof before === 'number' ? Math.max(0, now - before) : now
}
