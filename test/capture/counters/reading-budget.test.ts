import assert from 'node:assert/strict'
import { cpuTimeNs } from '../../../capture/host/pace.js'
import { counters, namespace, one, source } from './counters-in-memory.js'

/** CPU time that one reading takes; 1 % of an interval of 250 ms is 2.5 ms. */
const readingNs = 4e6

function spend(): void {
  const untilNs = cpuTimeNs() + readingNs
  while (cpuTimeNs() < untilNs);
}

describe('the budget of reading counters', () => {
  it('widens the intervals of what costs more, says so, and keeps the last reading whole', () => {
    let reads = 0
    const dear = source('dear', () => {
      reads += 1
      spend()
      return one(reads)
    })
    const { rows, counters: read } = counters([dear], () => [namespace(1), namespace(2)])
    read.round('first')
    for (let i = 0; i < 30; i += 1) read.round('regular')
    const regular = reads - 2
    assert.ok(regular >= 20, 'the first ten rounds read both')
    assert.ok(regular < 40, `${regular} readings of 60`)
    const [event] = rows.of('event')
    assert.equal(event?.kind, 'limit')
    assert.match(event.text, /within 1 % of one CPU, those of the host are read each \d+\.\d\d s/)
    const detail = read.health().get('counters')?.detail ?? {}
    assert.ok(Number(detail['widestOwnIntervalMs']) >= 750)
    assert.ok(Number(detail['widestIntervalMs']) >= 750)
    const before = reads
    read.round('last')
    assert.equal(reads, before + 2)
  })
})
