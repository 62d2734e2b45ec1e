import assert from 'node:assert/strict'
import { createCounters } from '../../capture/counters.js'
import { NamespaceGoneError } from '../../capture/host/namespace-entry.js'
import type { NetnsRegistry } from '../../capture/source.js'
import { rtm } from '../../capture/netlink/rtnetlink.js'
import { clock, counters, namespace, one, Rows, source } from './counters/counters-in-memory.js'
import { changed, kernel } from './netlink/answering-kernel.js'
import { hex } from './netlink/hex-fixture.js'

describe('Counters', () => {
  it('finds every source in its folder', async () => {
    const rows = new Rows()
    const netns: NetnsRegistry = { list: () => [], idOf: () => 0 }
    const addon = {
      openNetlink(): never {
        throw new Error('not opened')
      },
    }
    const found = await createCounters({
      sink: rows,
      clock: clock(),
      netns,
      addon,
      intervalMs: 250,
    })
    const names = [...found.health().keys()]
    for (const name of ['counters', 'proc-net-snmp', 'qdisc', 'softnet-stat', 'link-statistics']) {
      assert.ok(names.includes(name), name)
    }
    assert.equal(new Set(names).size, names.length)
  })

  it('stores baseline and changes by namespace, and what each round cost', () => {
    const values = new Map([
      [1, 5],
      [2, 7],
    ])
    const { rows, counters: reader } = counters(
      [source('s', ({ netns }) => one(values.get(netns.id) ?? 0))],
      () => [namespace(1), namespace(2)],
    )
    reader.round('first')
    values.set(2, 20)
    reader.round('regular')
    reader.round('last')
    assert.deepEqual(
      rows
        .of('counter')
        .map(({ netns, source: from, name, born }) => ({ netns, from, name, born })),
      [
        { netns: 1, from: 's', name: 'a', born: 0 },
        { netns: 2, from: 's', name: 'a', born: 0 },
      ],
    )
    assert.deepEqual(
      rows.of('counter_change').map(({ counter, value }) => ({ counter, value })),
      [
        { counter: 1, value: 5 },
        { counter: 2, value: 7 },
        { counter: 2, value: 20 },
      ],
    )
    assert.deepEqual(
      rows.of('counter_round').map(({ values: read, changes }) => ({ read, changes })),
      [
        { read: 2, changes: 2 },
        { read: 2, changes: 1 },
        { read: 2, changes: 0 },
      ],
    )
    assert.ok(rows.of('counter_round').every(({ wall_us }) => wall_us > 0))
  })

  it('says which readings may lack entries, and of which source', () => {
    const torn = { openNetlink: () => kernel(Array.from({ length: 8 }, () => changed)) }
    const { counters: reader } = counters(
      [
        source('dumps', (context) => {
          context.dump(rtm.getQdisc, hex(''))
          return one(1)
        }),
        source('reads', () => one(2)),
      ],
      () => [namespace(1)],
      torn,
    )
    reader.round('first')
    const { status, why, lost } = reader.health().get('dumps') ?? {}
    assert.deepEqual([status, lost], ['partial', 1])
    assert.match(
      why ?? '',
      /^1 of 1 readings may not be whole \(ns1\): the kernel changed the table/,
    )
    assert.equal(reader.health().get('reads')?.status, 'ok')
  })

  it('reads what is global once, for no namespace', () => {
    const { rows, counters: reader } = counters(
      [source('s', () => one(1), { scope: 'host' })],
      () => [namespace(1), namespace(2)],
    )
    reader.round('first')
    assert.deepEqual(
      rows.of('counter').map(({ netns }) => netns),
      [null],
    )
  })

  it('reads dear sources seldom, but always first and last', () => {
    let read = 0
    const dear = source(
      's',
      () => {
        read += 1
        return one(read)
      },
      { every: 8 },
    )
    const { counters: reader } = counters([dear], () => [namespace(1)])
    reader.round('first')
    assert.equal(read, 1)
    for (let i = 0; i < 16; i += 1) reader.round('regular')
    assert.equal(read, 3)
    reader.round('last')
    assert.equal(read, 4)
  })

  it('gives a namespace that comes late a baseline from every source', () => {
    const living = [namespace(1)]
    const sources = [source('cheap', () => one(1)), source('dear', () => one(2), { every: 20 })]
    const { rows, counters: reader } = counters(sources, () => living)
    reader.round('first')
    living.push(namespace(9))
    reader.round('regular')
    const late = rows.of('counter').filter(({ netns }) => netns === 9)
    assert.deepEqual(
      late.map(({ source: from }) => from),
      ['cheap', 'dear'],
    )
  })

  it('keeps the last values of a namespace that vanishes, without complaint', () => {
    const gone = (): never => {
      throw new NamespaceGoneError('gone')
    }
    let living = [namespace(1), namespace(2)]
    const { rows, counters: reader } = counters([source('s', () => one(3))], () => living)
    reader.round('first')
    living = [namespace(1), namespace(2, gone)]
    reader.round('regular')
    living = [namespace(1)]
    reader.round('last')
    assert.equal(rows.of('counter_change').length, 2)
    assert.equal(reader.health().get('counters')?.status, 'ok')
    assert.equal(reader.health().get('s')?.status, 'ok')
  })

  it('says which namespaces could not be entered', () => {
    const refused = (): never => {
      throw new Error('EPERM: setns')
    }
    const { counters: reader } = counters([source('s', () => one(3))], () => [
      namespace(1),
      namespace(2, refused),
    ])
    reader.round('first')
    const health = reader.health().get('counters')
    assert.equal(health?.status, 'partial')
    assert.match(
      health.why,
      /1 namespace\(s\) could not be entered, among them ns2 \(EPERM: setns\)/,
    )
  })

  it('tells missing, failing and healthy sources apart', () => {
    const failing = (): never => {
      throw new Error('layout not understood')
    }
    const { rows, counters: reader } = counters(
      [
        source('fine', () => one(1)),
        source('missing', () => undefined),
        source('failing', failing),
        source('partly missing', ({ netns }) => (netns.id === 1 ? one(1) : undefined)),
        source('partly failing', ({ netns }) => (netns.id === 1 ? one(1) : failing())),
      ],
      () => [namespace(1), namespace(2)],
    )
    reader.round('first')
    const health = reader.health()
    assert.equal(health.get('fine')?.status, 'ok')
    assert.equal(health.get('missing')?.status, 'unavailable')
    assert.equal(health.get('missing')?.why, 'missing is not here')
    assert.equal(health.get('failing')?.status, 'unavailable')
    assert.equal(health.get('partly missing')?.status, 'ok')
    const partly = health.get('partly failing')
    assert.equal(partly?.status, 'partial')
    assert.equal(partly.lost, 1)
    assert.equal(partly.why, '1 of 2 readings failed (ns2): layout not understood')
    assert.equal(rows.of('counter').length, 4)
  })
})
