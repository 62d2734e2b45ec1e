/** Keeps a session within its size: counts go on for ever, what describes them makes room, packets around drops last of all. */
import type { SqliteDatabase } from '../sqlite.js'
import { detailsOfDrops, packetsAroundDrops, packetsAwayFromDrops } from './blocks.js'
import { closedSockets, flowsOfDrops, flowsOfTraffic } from './flows.js'
import { widerBuckets } from './merge-rows.js'
import type { LeftOut, RoomContext, RoomStep } from './room-step.js'

/** The log beside the database takes this share of the size while recording. */
const logShare = 0.2
const maxLogBytes = 32 << 20
/** Of what is left for the database: where making room begins, and how far it goes. */
const highShare = 0.8
const lowShare = 0.6
/** What came within this time stays untouched: packets of that time may still be on their way. */
const freshNs = 5e9
const widthsNs = [1e9, 10e9, 60e9, 600e9, 3600e9] as const
const pageBytes = 8192

export interface RoomNews {
  readonly atNs: number
  readonly text: string
}

export class SessionRoom {
  readonly #maxBytes: number
  readonly #leftOut: LeftOut = new Map()
  readonly #told = new Set<string>()
  #width = -1
  /** Where nothing more can be freed: the next look is when this much is used. */
  #notBeforeBytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Details and packets that wait for one commit may be this much, so that no commit goes past the limit. */
  get maxBacklogBytes(): number {
    return Math.floor(this.#maxBytes / 8)
  }

  /** To be run once, before the first table. */
  get pragmas(): string {
    const logBytes = Math.floor(Math.min(maxLogBytes, this.#maxBytes * logShare))
    const checkpointPages = Math.max(16, Math.floor(logBytes / 2 / pageBytes))
    return `PRAGMA journal_size_limit = ${logBytes}; PRAGMA wal_autocheckpoint = ${checkpointPages}`
  }

  /** Why the session is not whole, undefined if it is. */
  get why(): string | undefined {
    if (this.#told.size === 0) return undefined
    const numbers = [...this.#leftOut].flatMap(([what, count]) =>
      count > 0 ? [`${count} ${words[what]}`] : [],
    )
    const left = numbers.length === 0 ? '' : `; left out: ${numbers.join(', ')}`
    const width = widthsNs[this.#width]
    const coarse = width === undefined ? '' : `; older counts are by ${width / 1e9} s`
    return `the session reached its --max-size of ${Math.round(this.#maxBytes / 2 ** 20)} MiB; counts are complete${coarse}${left}`
  }

  get detail(): Readonly<Record<string, unknown>> {
    return {
      maxBytes: this.#maxBytes,
      ...(this.#leftOut.size === 0 ? {} : { leftOut: Object.fromEntries(this.#leftOut) }),
    }
  }

  /** Records that were given up. */
  get lost(): number {
    let lost = 0
    for (const count of this.#leftOut.values()) lost += count
    return lost
  }

  /** Makes room if it is time; returns what is given up for the first time. Throws an SqliteError. */
  async keepWithin(database: SqliteDatabase): Promise<readonly RoomNews[]> {
    const budget = this.#maxBytes - Math.min(maxLogBytes, this.#maxBytes * logShare)
    const used = await usedBytes(database)
    if (used < budget * highShare || used < this.#notBeforeBytes) return []
    const newestNs = await newestTime(database)
    const news: RoomNews[] = []
    for (const step of this.#steps()) {
      const wantedBytes = (await usedBytes(database)) - budget * lowShare
      if (wantedBytes <= 0) break
      await step.run(this.#context(database, newestNs - freshNs, wantedBytes))
      if (this.#told.has(step.what)) continue
      this.#told.add(step.what)
      const text = `the session is near its --max-size: it gives up ${step.what}`
      news.push({ atNs: newestNs, text })
    }
    const left = await usedBytes(database)
    this.#notBeforeBytes = left > budget * lowShare ? left + budget * 0.05 : 0
    return news
  }

  *#steps(): Generator<RoomStep> {
    yield packetsAwayFromDrops
    this.#width = Math.max(this.#width, 0)
    yield widerBuckets
    yield closedSockets
    yield detailsOfDrops
    yield packetsAroundDrops
    yield flowsOfTraffic
    while (this.#width + 1 < widthsNs.length) {
      this.#width += 1
      yield widerBuckets
    }
    yield flowsOfDrops
  }

  #context(database: SqliteDatabase, untilNs: number, wantedBytes: number): RoomContext {
    const widthNs = widthsNs[Math.max(0, this.#width)] ?? widthsNs[0]
    return { database, untilNs, wantedBytes, leftOut: this.#leftOut, widthNs }
  }
}

const words = {
  packets: 'captured packets',
  details: 'details of drops',
  flowsOfTraffic: 'flows of captured traffic',
  flowsOfDrops: 'flows of drops',
  sockets: 'closed sockets',
} as const

async function usedBytes(database: SqliteDatabase): Promise<number> {
  const [pages] = await database.all('PRAGMA page_count')
  const [free] = await database.all('PRAGMA freelist_count')
  return (Number(pages?.['page_count']) - Number(free?.['freelist_count'])) * pageBytes
}

async function newestTime(database: SqliteDatabase): Promise<number> {
  const [row] = await database.all(
    `SELECT max(at) AS at FROM (SELECT max(at_ns) AS at FROM clock
       UNION ALL SELECT max(at_ns) FROM counter_round UNION ALL SELECT max(at_ns) FROM drop_count)`,
  )
  return Number(row?.['at'] ?? 0)
}
