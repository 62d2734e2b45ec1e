/** Most counters of a session never move. In the text they share a line: 'snmp:Ip.' and the names behind it. */
import { foldRepeated, type AnyRow } from './fold-rows.js'
import type { Scalar, Section } from './session-text.js'

export interface ConstantCounter {
  readonly id: Scalar
  readonly netns: Scalar
  readonly source: Scalar
  readonly ifindex: Scalar
  readonly name: string
  /** undefined for a count: where it stands says nothing if it does not move. */
  readonly level: number | undefined
}

const table = 'constant_counter'
const columns = ['source', 'ifindex', 'prefix', 'names'] as const

/** Counters with one reading, that did not appear in mid-recording. */
export function constantCounters(
  counters: readonly AnyRow[],
  changes: readonly AnyRow[],
): ConstantCounter[] {
  const readings = new Map<Scalar, Scalar[]>()
  for (const { counter = null, value = null } of changes)
    readings.set(counter, [...(readings.get(counter) ?? []), value])
  return counters.flatMap(({ id = null, netns = null, source = null, ifindex = null, ...row }) => {
    const [value, ...more] = readings.get(id) ?? []
    const name = String(row['name'])
    if (value === undefined || more.length > 0 || row['born'] === 1 || /[ =]/.test(name)) return []
    return [
      { id, netns, source, ifindex, name, level: row['gauge'] === 1 ? Number(value) : undefined },
    ]
  })
}

export function constantSections(counters: readonly ConstantCounter[]): Section[] {
  const lines = new Map<string, { readonly row: AnyRow; readonly names: string[] }>()
  for (const { netns, source, ifindex, name, level } of counters) {
    const at = Math.max(name.lastIndexOf('.'), name.indexOf(':')) + 1
    const prefix = name.slice(0, at)
    const key = JSON.stringify([netns, source, ifindex, prefix])
    const line = lines.get(key) ?? { row: { netns, source, ifindex, prefix }, names: [] }
    line.names.push(name.slice(at) + (level === undefined ? '' : `=${level}`))
    lines.set(key, line)
  }
  const rows = [...lines.values()].map(({ row, names }) => ({ ...row, names: names.join(' ') }))
  return foldRepeated(table, columns, ['netns'], rows)
}

/** Replaces these sections by rows of `counter` and `counter_change`, with ids that no other counter has. */
export function expandConstants(sections: readonly Section[]): Section[] {
  const counters: Scalar[][] = []
  const changes: Scalar[][] = []
  let id = largestId(sections)
  for (const { of = [], rows } of sections.filter((section) => section.table === table)) {
    for (const [netns = null] of of) {
      for (const [source = null, ifindex = null, prefix, names] of rows) {
        for (const text of String(names).split(' ')) {
          const [name = '', level] = text.split('=')
          counters.push([
            ++id,
            netns,
            source,
            String(prefix) + name,
            ifindex,
            level === undefined ? 0 : 1,
            0,
          ])
          changes.push([id, 0, Number(level ?? 0)])
        }
      }
    }
  }
  return [
    ...sections.filter((section) => section.table !== table),
    {
      table: 'counter',
      columns: ['id', 'netns', 'source', 'name', 'ifindex', 'gauge', 'born'],
      rows: counters,
    },
    { table: 'counter_change', columns: ['counter', 'at_ns', 'value'], rows: changes },
  ]
}

function largestId(sections: readonly Section[]): number {
  const ids = sections
    .filter((section) => section.table === 'counter')
    .flatMap(({ columns: names, rows }) => rows.map((row) => Number(row[names.indexOf('id')])))
  return ids.reduce((most, id) => Math.max(most, id), 0)
}
