/** SQL that shows a number again. Everything in it is an id of ours or passes through `quote`. */
import { belowZero, leastCorrected, wrap } from '../artifacts/counter-gain.js'
import type { DropGroup } from '../artifacts/group.js'

export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

const idList = (ids: Iterable<number>): string => [...ids].sort((a, b) => a - b).join(', ')

/** Above this many flows a query names the key and leaves out the flows of others, if those are fewer. */
const maxListedFlows = 200

/** Sum of drops of some groups. `all` are all groups of the session, to see which keys are wholly covered. */
export function dropsQuery(groups: readonly DropGroup[], all: readonly DropGroup[]): string {
  const chosen = new Set(groups.map((g) => g.id))
  const keys = new Set(groups.map((g) => g.key))
  const others = all.filter((g) => keys.has(g.key) && !chosen.has(g.id))
  const split = new Set(others.map((g) => g.key))
  const whole = [...keys].filter((key) => !split.has(key))
  const parts: string[] = []
  if (whole.length > 0) {
    parts.push(`SELECT drops FROM drop_count WHERE key IN (${idList(whole)})`)
  }
  for (const key of [...split].sort((a, b) => a - b)) {
    const own = groups.filter((g) => g.key === key)
    const foreign = others.filter((g) => g.key === key)
    const ofKey = [...own, ...foreign]
    if (new Set(ofKey.map((g) => g.flowId)).size < ofKey.length) {
      parts.push(...own.flatMap((g) => dropsWhile(g, ofKey)))
      continue
    }
    // the rest of a key has no flow to name: it is what is left once the flows of others are taken away
    const hasRest = own.some((g) => g.flowId === 0)
    const isShorter = own.length > maxListedFlows && foreign.length < own.length
    if (hasRest || (isShorter && foreign.every((g) => g.flowId !== 0))) {
      parts.push(`SELECT drops FROM drop_count WHERE key = ${key}`)
      if (foreign.length > 0)
        parts.push(`SELECT -drops FROM drop_flow_count WHERE ${flowCondition(foreign)}`)
    } else {
      parts.push(`SELECT drops FROM drop_flow_count WHERE ${flowCondition(own)}`)
    }
  }
  return `SELECT sum(drops) FROM (${parts.join(' UNION ALL ')})`
}

/** Of a key whose interface number or port was given out again: groups of it differ in their time (identify/split-at.ts). */
function dropsWhile({ key, flowId, buckets }: DropGroup, ofKey: readonly DropGroup[]): string[] {
  const time = `at_ns BETWEEN ${buckets[0] ?? 0} AND ${buckets.at(-2) ?? 0}`
  if (flowId !== 0) return [`SELECT drops FROM drop_flow_count WHERE flow = ${flowId} AND ${time}`]
  const flows = ofKey.map((g) => g.flowId).filter((id) => id !== 0)
  return [
    `SELECT drops FROM drop_count WHERE key = ${key} AND ${time}`,
    ...(flows.length === 0
      ? []
      : [
          `SELECT -drops FROM drop_flow_count WHERE flow IN (${idList(new Set(flows))}) AND ${time}`,
        ]),
  ]
}

/** Flow ids in runs: flows of one cause mostly came one after the other. */
function flowCondition(groups: readonly DropGroup[]): string {
  const ids = groups.map((g) => g.flowId).sort((a, b) => a - b)
  const runs: { first: number; last: number }[] = []
  for (const id of ids) {
    const run = runs.at(-1)
    if (run?.last === id - 1) run.last = id
    else runs.push({ first: id, last: id })
  }
  const single = runs.filter((r) => r.last - r.first < 2)
  const listed = single.flatMap((r) => (r.first === r.last ? [r.first] : [r.first, r.last]))
  const ranges = runs
    .filter((r) => r.last - r.first >= 2)
    .map((r) => `flow BETWEEN ${r.first} AND ${r.last}`)
  // SQLite takes expressions 1,000 deep
  if (ranges.length > maxRanges) return `flow IN (${ids.join(', ')})`
  return [...(listed.length > 0 ? [`flow IN (${listed.join(', ')})`] : []), ...ranges].join(' OR ')
}

const maxRanges = 400

/** A reading that went back, or lies below zero, but is no reset. */
const isCorrected = `value >= ${belowZero} OR (value < level AND value >= ${leastCorrected} AND 2 * value > level)`

/** One of the CPUs that it sums up has wrapped. */
const isWrapped = `level >= ${wrap} AND value < level AND value - level + ${wrap} BETWEEN 0 AND ${wrap / 2 - 1}`

/** What a counter gained, reading by reading, as counter-gain.ts counts it. */
export const counterGainQuery = (netns: number | null, name: string): string =>
  'WITH RECURSIVE reading AS (SELECT row_number() OVER (ORDER BY at_ns) AS n, value, born FROM counter_change ' +
  `JOIN counter ON counter.id = counter WHERE netns IS ${netns ?? 'NULL'} AND name = ${quote(name)}), ` +
  'walk (n, level, gained) AS (SELECT 0, (1 - born) * value, 0 FROM reading WHERE n = 1 UNION ALL ' +
  `SELECT reading.n, CASE WHEN ${isWrapped} THEN value WHEN ${isCorrected} THEN level ELSE value END, gained + ` +
  `CASE WHEN ${isWrapped} THEN value - level + ${wrap} WHEN ${isCorrected} THEN 0 WHEN value >= level THEN value - level ELSE value END ` +
  'FROM walk JOIN reading ON reading.n = walk.n + 1) SELECT coalesce(max(gained), 0) AS gained FROM walk'

export const sysctlQuery = (netns: number | null, name: string): string =>
  `SELECT value FROM sysctl WHERE name = ${quote(name)} AND (netns IS ${netns ?? 'NULL'} OR netns IS NULL)`
