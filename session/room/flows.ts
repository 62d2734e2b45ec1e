/** The last that is given up before counts by key: whose packets they were. */
import { inTransaction, type LeftOut, type RoomContext, type RoomStep } from './room-step.js'

export const flowsOfTraffic: RoomStep = {
  what: 'flows of captured traffic',
  run: (context) => deleteFlows(context, 'flow', 'flow_second', 'flowsOfTraffic'),
}

export const flowsOfDrops: RoomStep = {
  what: 'flows of drops',
  run: (context) => deleteFlows(context, 'drop_flow', 'drop_flow_count', 'flowsOfDrops'),
}

export const closedSockets: RoomStep = {
  what: 'sockets that were closed',
  run: async ({ database, untilNs, leftOut }) => {
    const gone = 'SELECT id FROM socket WHERE to_ns < ?1'
    const count = await countOf(database, `SELECT count(*) AS n FROM (${gone})`, untilNs)
    await inTransaction(database, async () => {
      for (const table of ['socket_sample', 'socket_process']) {
        await database.run(`DELETE FROM ${table} WHERE socket IN (${gone})`, [untilNs])
      }
      await database.run('DELETE FROM socket WHERE to_ns < ?1', [untilNs])
    })
    leftOut.set('sockets', (leftOut.get('sockets') ?? 0) + count)
  },
}

/** Flows that have not counted lately. One that counts again later has no name: then its key alone has the drops. */
async function deleteFlows(
  { database, untilNs, leftOut }: RoomContext,
  flows: string,
  counts: string,
  name: 'flowsOfTraffic' | 'flowsOfDrops',
): Promise<void> {
  const idle = `SELECT id FROM ${flows} WHERE id NOT IN (SELECT flow FROM ${counts} WHERE at_ns >= ?1)`
  const count = await countOf(database, `SELECT count(*) AS n FROM (${idle})`, untilNs)
  await inTransaction(database, async () => {
    await database.run(`DELETE FROM ${counts} WHERE flow IN (${idle})`, [untilNs])
    await database.run(`DELETE FROM ${flows} WHERE id NOT IN (SELECT flow FROM ${counts})`)
  })
  add(leftOut, name, count)
}

const add = (leftOut: LeftOut, name: 'flowsOfTraffic' | 'flowsOfDrops', count: number): void => {
  leftOut.set(name, (leftOut.get(name) ?? 0) + count)
}

async function countOf(
  database: RoomContext['database'],
  sql: string,
  untilNs: number,
): Promise<number> {
  const [row] = await database.all(sql, [untilNs])
  return Number(row?.['n'] ?? 0)
}
