/** SQL that shows a number again. Everything in it is an id of ours or passes through `quote`. */
import type { DropGroup } from './group.js'

export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

const idList = (ids: Iterable<number>): string => [...ids].sort((a, b) => a - b).join(', ')

/** Above this many flows a query names the keys and leaves out the flows of others instead. */
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
  const flows = groups.filter((g) => split.has(g.key))
  if (flows.some((g) => g.flowId === 0) || flows.length > maxListedFlows) {
    // what is left of a key once the flows of others are taken away
    parts.push(`SELECT drops FROM drop_count WHERE key IN (${idList(split)})`)
    const rest = idList(others.filter((g) => g.flowId !== 0).map((g) => g.flowId))
    parts.push(`SELECT -drops FROM drop_flow_count WHERE flow IN (${rest})`)
  } else if (flows.length > 0) {
    parts.push(
      `SELECT drops FROM drop_flow_count WHERE flow IN (${idList(flows.map((g) => g.flowId))})`,
    )
  }
  return `SELECT sum(drops) FROM (${parts.join(' UNION ALL ')})`
}

/** What a counter gained; exact unless it was reset in between. */
export const counterGainQuery = (netns: number | null, name: string): string =>
  'SELECT max(value) - CASE born WHEN 1 THEN 0 ELSE min(value) END FROM counter_change ' +
  `JOIN counter ON counter.id = counter WHERE netns IS ${netns ?? 'NULL'} AND name = ${quote(name)}`

export const sysctlQuery = (netns: number | null, name: string): string =>
  `SELECT value FROM sysctl WHERE name = ${quote(name)} AND (netns IS ${netns ?? 'NULL'} OR netns IS NULL)`
