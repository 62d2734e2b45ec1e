/** Counters that wrap, begin anew or go back, on their whole way: from each source's reading to what analysis says they gained. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadCounters } from '../../../analyze/artifacts/load-counters.js'
import { NamespaceReader } from '../../../capture/counters/namespace-reader.js'
import { counterSources } from '../../../capture/counters/source-folder.js'
import { addon } from '../../../capture/native.js'
import type { CounterReading } from '../../../capture/source.js'
import { SessionReader } from '../../../session/reader.js'
import { SessionWriter } from '../../../session/writer.js'
import { counters, namespace, source } from './counters-in-memory.js'

/** What each counter reads in turn, and what it may have gained at most: nobody knows what it counted before it began anew. */
const odd: Readonly<Record<string, readonly [values: readonly number[], most: number]>> = {
  'wraps at 32 bits': [[2 ** 32 - 7, 4], 11],
  'sums up CPUs of which one wraps at 32 bits': [[2 ** 32 + 2e8, 2e8 + 9], 9],
  'begins anew, as its driver is loaded again': [[1e9, 3, 9], 9],
  'is read while it is corrected': [[1e6, 1e6 - 40, 1e6 + 5], 5],
  'is taken below zero': [[5, 2 ** 64 - 1, 9], 9],
}

/** What the sources find on this machine, as far as they run here. */
async function readingsHere(): Promise<ReadonlyMap<string, readonly CounterReading[]>> {
  const reader = new NamespaceReader(namespace(1), addon())
  const found = new Map<string, readonly CounterReading[]>()
  for (const each of await counterSources()) {
    const { name } = each
    try {
      const readings = each.read(reader) ?? []
      if (readings.length > 0) found.set(name, readings)
    } catch (error) {
      console.log(`      ${name} cannot be read here: ${String(error).split('\n')[0]}`)
    }
  }
  reader.close()
  return found
}

describe('a counter of any source that', () => {
  let here: ReadonlyMap<string, readonly CounterReading[]>
  before(async () => {
    here = await readingsHere()
    for (const name of ['proc-net-dev', 'proc-net-snmp', 'proc-net-netstat', 'softnet-stat'])
      assert.ok(here.has(name), name)
  })

  for (const [what, [values, most]] of Object.entries(odd)) {
    it(`${what} gains no more than it counted, and no level is taken for a count`, async () => {
      let round = 0
      const valueNow = (): number => values[Math.min(round, values.length - 1)] ?? 0
      const sources = [...here].map(([name, readings]) =>
        source(name, () => readings.map((reading) => ({ ...reading, value: valueNow() }))),
      )
      const { rows, counters: read } = counters(sources, () => [namespace(1)])
      read.round('first')
      while (++round < values.length) read.round('regular')
      read.round('last')

      const folder = mkdtempSync(join(tmpdir(), 'dropcorr-odd-'))
      try {
        const path = join(folder, 'session.db')
        const writer = await SessionWriter.create(path, { overwrite: false })
        writer.add('counter', rows.of('counter'))
        writer.add('counter_change', rows.of('counter_change'))
        await writer.close()
        const reader = await SessionReader.open(path)
        try {
          const { all } = await loadCounters(reader, { fromNs: 0, toNs: Infinity })
          assert.equal(all.length, rows.of('counter').length)
          for (const { source, name, gauge, delta, steps } of all) {
            const gained = steps.filter((_, index) => index % 2 === 1)
            if (gauge) assert.equal(delta, (values.at(-1) ?? 0) - (values[0] ?? 0), name)
            else {
              const isPossible = delta >= 0 && delta <= most && gained.every((n) => n <= most)
              assert.ok(isPossible, `${source} ${name}: ${delta}`)
            }
          }
        } finally {
          await reader.close()
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  }
})
