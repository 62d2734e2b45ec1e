/** What each counter gained, in one pass over its readings. */
import type { SessionReader } from '../../session/reader.js'
import { CounterReadings } from './counter-readings.js'
import { Counters } from './counters.js'
import type { Attached } from './load-artifacts.js'
import { ReadingRounds } from './reading-rounds.js'

/** A recorder that is killed may have read counters whose drops it had not written yet. */
const unwrittenNs = 1e9

export async function loadCounters(reader: SessionReader, attached: Attached): Promise<Counters> {
  const isCutOff = (await reader.info()).detachedNs === undefined
  const books = {
    fromNs: await firstInsideNs(reader, attached),
    toNs: attached.toNs - (isCutOff ? unwrittenNs : 0),
  }
  const rows = await reader.rows('counter')
  const readings = new CounterReadings(rows, books)
  const rounds = new ReadingRounds()
  for await (const { count, columns } of reader.numbers('counter_change', [
    'counter',
    'at_ns',
    'value',
  ])) {
    const [ids, times, values] = columns
    for (let i = 0; i < count; i++) {
      const atNs = times?.[i] ?? 0
      if (readings.take(ids?.[i] ?? -1, atNs, values?.[i] ?? 0)) rounds.add(atNs)
    }
  }
  for (const counter of readings.disordered()) {
    const inOrder = await reader.rows('counter_change', { where: { counter }, orderBy: ['at_ns'] })
    readings.takeAnew(counter, inOrder)
  }
  return new Counters(readings.facts(), rounds.all())
}

/** End of the first reading that began while the drop source listened: the first whose later gains it saw in full. */
async function firstInsideNs(reader: SessionReader, { fromNs }: Attached): Promise<number> {
  const [first] = await reader.query(
    'SELECT at_ns, wall_us FROM counter_round WHERE at_ns >= ? ORDER BY at_ns LIMIT 1',
    [fromNs],
  )
  return first === undefined ? fromNs : Number(first['at_ns']) + Number(first['wall_us']) * 1000
}
