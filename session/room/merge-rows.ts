/** Giving up when exactly something was counted, never how much: buckets become wider, samples fewer. */
import { inTransaction, type RoomContext, type RoomStep } from './room-step.js'

/** The first readings tell where the books of counters begin. */
const firstRoundsKept = 3

export const widerBuckets: RoomStep = {
  what: 'the exact time of counts and samples',
  run: async (context) => {
    const { database } = context
    await inTransaction(database, async () => {
      await mergeSums(context, 'drop_count', 'key', ['drops', 'bytes'])
      await mergeSums(context, 'drop_flow_count', 'flow', ['drops', 'bytes'])
      await mergeSums(context, 'flow_second', 'flow', ['packets', 'bytes'])
      await thinCounterChanges(context)
      await thinSamples(context, 'socket_sample', 'socket')
      await thinSamples(context, 'process_sample', 'pid, start_ticks')
      await thinSamples(context, 'clock', '1')
      await database.run(
        `DELETE FROM counter_round WHERE at_ns < ? AND at_ns NOT IN
           (SELECT at_ns FROM counter_round ORDER BY at_ns LIMIT ${firstRoundsKept})`,
        [context.untilNs],
      )
    })
  },
}

/** Rows of one owner and bucket become one with their sum, at the time of the first. */
async function mergeSums(
  { database, untilNs, widthNs }: RoomContext,
  table: string,
  owner: string,
  sums: readonly string[],
): Promise<void> {
  const summed = sums.map((column) => `sum(${column})`).join(', ')
  const columns = `${owner}, at_ns, ${sums.join(', ')}`
  await database.exec(`CREATE TEMP TABLE merged (${columns})`)
  await database.run(
    `INSERT INTO merged SELECT ${owner}, min(at_ns), ${summed} FROM ${table}
     WHERE at_ns < ? GROUP BY ${owner}, at_ns / ${widthNs}`,
    [untilNs],
  )
  await database.run(`DELETE FROM ${table} WHERE at_ns < ?`, [untilNs])
  await database.exec(
    `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM merged ORDER BY at_ns; DROP TABLE merged`,
  )
}

/** Of each counter the first value, and by bucket the last and the greatest: a reset in between still shows. */
async function thinCounterChanges({ database, untilNs, widthNs }: RoomContext): Promise<void> {
  const kept = (which: string): string =>
    `SELECT row FROM (SELECT rowid AS row, ${which} FROM counter_change WHERE at_ns < ?1
       GROUP BY counter, at_ns / ${widthNs})`
  await database.run(
    `DELETE FROM counter_change WHERE at_ns < ?1
       AND rowid NOT IN (${kept('max(at_ns)')}) AND rowid NOT IN (${kept('max(value)')})
       AND rowid NOT IN (SELECT row FROM
         (SELECT rowid AS row, min(at_ns) FROM counter_change GROUP BY counter))`,
    [untilNs],
  )
}

/** Of each owner the first sample, and the last of each bucket. */
async function thinSamples(
  { database, untilNs, widthNs }: RoomContext,
  table: string,
  owner: string,
): Promise<void> {
  await database.run(
    `DELETE FROM ${table} WHERE at_ns < ?1
       AND rowid NOT IN (SELECT row FROM (SELECT rowid AS row, max(at_ns) FROM ${table}
         WHERE at_ns < ?1 GROUP BY ${owner}, at_ns / ${widthNs}))
       AND rowid NOT IN (SELECT row FROM
         (SELECT rowid AS row, min(at_ns) FROM ${table} GROUP BY ${owner}))`,
    [untilNs],
  )
}
