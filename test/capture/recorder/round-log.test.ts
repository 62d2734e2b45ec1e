import assert from 'node:assert/strict'
import { RoundLog } from '../../../capture/recorder/round-log.js'
import type { Row, TableName } from '../../../session/tables.js'

function roundLog() {
  const tables: TableName[] = []
  const sink = {
    add: <N extends TableName>(table: N, rows: readonly Row<N>[]): void => {
      tables.push(...rows.map(() => table))
    },
  }
  const clock = { now: () => 5, startMonotonicNs: 0n, fromWall: () => 0 }
  return { log: new RoundLog(sink, clock), tables }
}

describe('round log', () => {
  it('is ok when nothing happened', () => {
    const { log, tables } = roundLog()
    assert.equal(log.health().status, 'ok')
    assert.deepEqual(tables, [])
  })

  it('bounds its events but counts all', () => {
    const { log, tables } = roundLog()
    for (let round = 1; round <= 1000; round += 1) log.late('a look', round)
    assert.equal(tables.length, 50)
    const { status, why, detail } = log.health()
    assert.equal(status, 'partial')
    assert.match(why, /1000 rounds came late, by up to 1000 ms/)
    assert.deepEqual(detail, { late: 1000, latestMs: 1000, failed: 0 })
  })

  it('tells of the same failure once', () => {
    const { log } = roundLog()
    assert.equal(log.failed('a look', new Error('EIO')), 'a look failed: EIO')
    assert.equal(log.failed('a look', new Error('EIO')), undefined)
    assert.equal(log.failed('a look', new Error('ENOMEM')), 'a look failed: ENOMEM')
    assert.match(log.health().why, /EIO \(2 times\); a look failed: ENOMEM \(1 times\)/)
    assert.equal(log.health().lost, 3)
  })
})
