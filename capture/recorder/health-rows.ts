import type { Row } from '../../session/tables.js'
import type { SourceHealth } from '../source.js'

/** Rows of source_health, by name of the source. */
export const healthRows = (
  health: ReadonlyMap<string, SourceHealth>,
): readonly Row<'source_health'>[] =>
  [...health].map(([source, { status, why, lost, detail }]) => ({
    source,
    status,
    why,
    lost,
    detail: JSON.stringify(detail),
  }))

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
  new Map([...health].map(([source, each]) => [source, each.status === 'ok' ? cutOff : each]))

const cutOff: SourceHealth = {
  status: 'partial',
  why: 'the recording was cut off: what this source lost is not known',
  lost: 0,
  detail: {},
}
