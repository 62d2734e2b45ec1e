import type { SourceHealth } from '../source.js'
import { switchedOff } from './health-rows.js'
import type { RecordedFile } from './recorded-file.js'
import type { StopProblem } from './stop-stack.js'

export type HealthByName = ReadonlyMap<string, SourceHealth>

/** The sources that run through all files of a recording. */
export interface SharedSources {
  readonly drops: { health(): HealthByName }
  readonly packets: { health(): SourceHealth } | undefined
}

export const sharedHealth = ({ drops, packets }: SharedSources): HealthByName =>
  new Map([...drops.health(), ['packets', packets?.health() ?? switchedOff('--no-packets')]])

/** One row for every source there is, switched off or not. */
export function fileHealth(
  shared: HealthByName,
  { facts, counters, rounds, writer }: RecordedFile,
  problems: readonly StopProblem[] = [],
): HealthByName {
  return new Map<string, SourceHealth>([
    ...shared,
    ...counters.health(),
    ...facts.health(),
    ['recorder', recorderHealth(rounds.health(), problems)],
    ['session', sessionHealth(writer)],
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

function sessionHealth({ path, lost, failure, room }: RecordedFile['writer']): SourceHealth {
  const rows = [...lost.values()].reduce((sum, count) => sum + count, 0)
  const detail = { lostRows: Object.fromEntries(lost), ...room?.detail }
  const reasons = [
    ...(failure === undefined
      ? []
      : [`the recording ended early: ${path} could not be written: ${failure.why}`]),
    ...(rows === 0 || failure !== undefined
      ? []
      : [`the disk was too slow: ${rows} rows were left out`]),
    ...(room?.why === undefined ? [] : [room.why]),
  ]
  if (reasons.length === 0) return { status: 'ok', why: '', lost: 0, detail }
  return { status: 'partial', why: reasons.join('; '), lost: rows + (room?.lost ?? 0), detail }
}
