import type { Row } from '../../session/tables.js'
import { healthStatement } from '../abilities/health-statement.js'
import { surroundings } from '../abilities/surroundings.js'
import type { SourceHealth } from '../source.js'

/** Rows of source_health, by name of the source. Each says what it hides if it is not there, and what would help. */
export const healthRows = (
  health: ReadonlyMap<string, SourceHealth>,
): readonly Row<'source_health'>[] =>
  [...health].map(([source, each]) => {
    const { why, hides, hint } = healthStatement(source, each, surroundings())
    const { status, lost, detail } = each
    return { source, status, why, lost, detail: JSON.stringify({ ...detail, hides, hint }) }
  })

/** A source the user has switched off. */
export const switchedOff = (why: string): SourceHealth => ({
  status: 'off',
  why,
  lost: 0,
  detail: {},
})

/** Health as it must read if the recorder is killed: replaced when the recording ends in order. */
export const unlessCutOff = (
  health: ReadonlyMap<string, SourceHealth>,
): ReadonlyMap<string, SourceHealth> =>
  new Map(
    [...health].map(([source, each]) => [
      source,
      each.status === 'ok' ? { ...cutOff, detail: each.detail } : each,
    ]),
  )

const cutOff = {
  status: 'partial',
  why: 'the recording was cut off: what this source lost is not known',
  lost: 0,
} as const
