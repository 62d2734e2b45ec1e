/** Tools that take an event for each drop, with how many of those they kept and lost. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../session/package-root.js'
import { SessionReader } from '../session/reader.js'
import { startMeasured, withTracefs, type DropCounter } from './drop-counter.js'
import { perfRecord } from './drop-counters/perf-record.js'

/** Of one run. */
export interface Events {
  /** Drops whose time, site and reason are told one by one. */
  readonly kept: number
  /** Found no room; undefined if the tool does not tell. */
  readonly lost: number | undefined
}

export interface EventCounter {
  readonly tool: DropCounter
  /** By run, in order. */
  readonly events: readonly Events[]
}

const program = process.env['LAB_DROPCORR'] ?? join(packageRoot, 'dropcorr')

/** `dropcorr record` with one of its sources. */
export function dropcorrBy(source: 'bpf' | 'tracefs'): EventCounter {
  const events: Events[] = []
  return {
    events,
    tool: {
      name: `dropcorr, ${source}`,
      async start(folder, measuredRun) {
        const [session, ready] = [join(folder, 'session.db'), join(folder, 'dropcorr-ready')]
        const record = ['record', '--source', source, '--no-packets', '--out', session]
        const argv = [...withTracefs, program, ...record, '--ready-file', ready]
        const { stop } = await startMeasured(folder, measuredRun, argv, () => existsSync(ready))
        return {
          stop,
          async counted() {
            const reader = await SessionReader.open(session)
            try {
              events.push(await eventsOf(reader, source))
              // the flood's site in whatever namespace: a trace event does not tell that
              const [row] = await reader.query(
                `SELECT sum(drops) AS n FROM drop_count JOIN drop_key k ON k.id = key
                 JOIN symbol s ON s.id = site WHERE s.name LIKE '\\_\\_udp4\\_lib\\_rcv%' ESCAPE '\\'`,
              )
              return Number(row?.['n'] ?? 0)
            } finally {
              await reader.close()
            }
          },
        }
      },
    },
  }
}

async function eventsOf(reader: SessionReader, source: string): Promise<Events> {
  const [kept] = await reader.query('SELECT sum(records) AS n FROM drop_block')
  const health = (await reader.rows('source_health')).find((row) => row.source === source)
  const detail = JSON.parse(health?.detail ?? '{}') as { lostEvents?: number; ringFull?: number }
  return { kept: Number(kept?.['n'] ?? 0), lost: detail.lostEvents ?? detail.ringFull }
}

/** `perf record -e skb:kfree_skb -a`: it keeps each event or loses it, and counts nothing besides. */
export function perfEvents(): EventCounter {
  const events: Events[] = []
  return {
    events,
    tool: {
      name: perfRecord.name,
      async start(folder, measuredRun, netns) {
        const { stop, counted } = await perfRecord.start(folder, measuredRun, netns)
        return {
          stop,
          async counted() {
            const kept = await counted()
            events.push({ kept, lost: undefined })
            return kept
          },
        }
      },
    },
  }
}
