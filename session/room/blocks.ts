/** Giving up packets and details of drops: what takes most of a session. */
import type { SqliteDatabase } from '../sqlite.js'
import { inTransaction, type RoomContext, type RoomStep } from './room-step.js'

/** A packet this near to a drop in its namespace is kept longest. */
const aroundDropsNs = 1e9
const secondNs = 1e9
/** Details of the first drops stay: a fault that came once may be among them. */
const firstBlocksKept = 4

interface Block {
  readonly id: number
  readonly bytes: number
  readonly records: number
}

interface PacketBlock extends Block {
  readonly netns: number
  readonly fromNs: number
  readonly toNs: number
}

export const packetsAwayFromDrops: RoomStep = {
  what: 'packets more than a second away from any drop',
  run: async (context) => {
    const seconds = await secondsWithDrops(context.database)
    const blocks = await packetBlocks(context)
    await deletePackets(
      context,
      blocks.filter((block) => !isAroundDrops(block, seconds)),
    )
  },
}

export const packetsAroundDrops: RoomStep = {
  what: 'packets, the oldest of the namespace that has most',
  run: async (context) => deletePackets(context, fairly(await packetBlocks(context))),
}

export const detailsOfDrops: RoomStep = {
  what: 'details of drops, but for the first and the newest',
  run: async (context) => {
    const { database, untilNs, leftOut } = context
    const rows = await database.all(
      `SELECT id, records, length(data) AS bytes FROM drop_block WHERE to_ns < ? ORDER BY to_ns LIMIT -1 OFFSET ${firstBlocksKept}`,
      [untilNs],
    )
    const blocks = rows.map(({ id, records, bytes }): Block => ({
      id: Number(id),
      bytes: Number(bytes),
      records: Number(records),
    }))
    const details = await deleteBlocks(context, 'drop_block', blocks)
    leftOut.set('details', (leftOut.get('details') ?? 0) + details)
  },
}

/** In the order in which to give up: where drops never cease, packets around them must not cost those around a rare one. */
function fairly(oldestFirst: readonly PacketBlock[]): readonly PacketBlock[] {
  const queues = new Map<number, { readonly blocks: PacketBlock[]; bytes: number; next: number }>()
  for (const block of oldestFirst) {
    const queue = queues.get(block.netns) ?? { blocks: [], bytes: 0, next: 0 }
    queue.blocks.push(block)
    queue.bytes += block.bytes
    queues.set(block.netns, queue)
  }
  return oldestFirst.flatMap(() => {
    let largest: { readonly blocks: PacketBlock[]; bytes: number; next: number } | undefined
    for (const queue of queues.values()) {
      if (largest === undefined || queue.bytes > largest.bytes) largest = queue
    }
    const block = largest?.blocks[largest.next]
    if (largest === undefined || block === undefined) return []
    largest.next += 1
    largest.bytes -= block.bytes
    return [block]
  })
}

/** 'NETNS/SECOND' of drops. */
async function secondsWithDrops(database: SqliteDatabase): Promise<ReadonlySet<string>> {
  const rows = await database.all(
    `SELECT DISTINCT k.netns AS netns, c.at_ns / ${secondNs} AS second
     FROM drop_count c JOIN drop_key k ON k.id = c.key WHERE NOT k.masked`,
  )
  return new Set(rows.map(({ netns, second }) => `${String(netns)}/${Math.floor(Number(second))}`))
}

function isAroundDrops(block: PacketBlock, seconds: ReadonlySet<string>): boolean {
  const first = Math.floor((block.fromNs - aroundDropsNs) / secondNs)
  const last = Math.floor((block.toNs + aroundDropsNs) / secondNs)
  for (let second = first; second <= last; second += 1) {
    if (seconds.has(`${block.netns}/${second}`)) return true
  }
  return false
}

async function packetBlocks({ database, untilNs }: RoomContext): Promise<readonly PacketBlock[]> {
  // length() of a blob does not read its pages.
  const rows = await database.all(
    `SELECT id, netns, from_ns, to_ns, packets, length(data) AS bytes FROM packet_block
     WHERE to_ns < ? ORDER BY to_ns`,
    [untilNs],
  )
  return rows.map((row) => ({
    id: Number(row['id']),
    netns: Number(row['netns']),
    fromNs: Number(row['from_ns']),
    toNs: Number(row['to_ns']),
    records: Number(row['packets']),
    bytes: Number(row['bytes']),
  }))
}

async function deletePackets(context: RoomContext, blocks: readonly Block[]): Promise<void> {
  const packets = await deleteBlocks(context, 'packet_block', blocks)
  context.leftOut.set('packets', (context.leftOut.get('packets') ?? 0) + packets)
}

/** Deletes from the front until there is room enough; returns the records that went. */
async function deleteBlocks(
  { database, wantedBytes }: RoomContext,
  table: 'packet_block' | 'drop_block',
  blocks: readonly Block[],
): Promise<number> {
  let [freed, records] = [0, 0]
  const ids: number[] = []
  for (const block of blocks) {
    if (freed >= wantedBytes) break
    ids.push(block.id)
    freed += block.bytes
    records += block.records
  }
  if (ids.length === 0) return 0
  await inTransaction(database, () =>
    database.run(`DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`, [
      JSON.stringify(ids),
    ]),
  )
  return records
}
