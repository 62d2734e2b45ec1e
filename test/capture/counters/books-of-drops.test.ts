import assert from 'node:assert/strict'
import { Counters } from '../../../capture/counters.js'
import type { CounterSource } from '../../../capture/source.js'
import { counters, namespace, one, Rows, source } from './counters-in-memory.js'

describe('counters read beside the books of drops', () => {
  it('begins with what is urgent, in the host and where packets go, right after the books are opened', () => {
    const order: string[] = []
    let inBusy = 0
    const noting =
      (name: string): CounterSource['read'] =>
      ({ netns }) => {
        order.push(`${name} ${netns.id}`)
        return one(netns.id === 3 ? (inBusy += 100) : 7)
      }
    const { counters: reader, rows } = counters(
      [
        source('slow', noting('slow'), { every: 8 }),
        source('other', noting('other')),
        source('first', noting('first'), { urgent: true }),
      ],
      () => [namespace(1), namespace(2), namespace(3)],
    )
    reader.warmUp()
    assert.equal(rows.of('counter').length, 0)
    assert.ok(!order.some((read) => read.startsWith('slow')))
    order.length = 0
    reader.round('first', () => order.push('books'))
    assert.deepEqual(order, [
      'books',
      ...['first 3', 'first 1', 'first 2'],
      ...['other 3', 'other 1', 'other 2'],
      ...['slow 3', 'slow 1', 'slow 2'],
    ])
  })

  it('opens the books anew while the machine is too busy to read at once, and counts from the last time', () => {
    let nowNs = 0
    let delaysNs = [5e6, 5e6, 1e3]
    let value = 0
    const slowly: CounterSource['read'] = () => {
      nowNs += delaysNs.shift() ?? 0
      return one((value += 10))
    }
    const rows = new Rows()
    const addon = {
      openNetlink(): never {
        throw new Error('no netlink in this test')
      },
    }
    const reader = new Counters(
      {
        sink: rows,
        clock: { now: () => (nowNs += 1), startMonotonicNs: 0n, fromWall: () => 0 },
        netns: { list: () => [namespace(1)], idOf: () => 0 },
        addon,
        intervalMs: 250,
      },
      [source('s', slowly, { urgent: true })],
    )
    let opened = 0
    reader.round('first', () => (opened += 1))
    assert.equal(opened, 3)
    assert.deepEqual(
      rows.of('counter_change').map((row) => row.value),
      [30],
    )
    assert.equal(rows.of('counter').length, 1)
    delaysNs = [5e6, 1e3]
    reader.round('last', () => (opened += 1))
    assert.equal(opened, 5)
    assert.deepEqual(
      rows.of('counter_change').map((row) => row.value),
      [30, 40, 50],
    )
    delaysNs = Array.from({ length: 99 }, () => 5e6)
    reader.round('last', () => (opened += 1))
    assert.ok(opened < 20, 'gives up in the end')
  })
})
