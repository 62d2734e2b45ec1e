import assert from 'node:assert/strict'
import {
  walkPage,
  type PageEnd,
} from '../../../../capture/drop-sources/tracefs/ring-buffer-page.js'
import { PageBuilder } from './page-builder.js'
import { decodePages, formatsOf, tracePages } from './trace-fixture.js'

const { layout } = formatsOf('6.18')

function walked(page: DataView, originNs = 1000n): PageEnd & { readonly events: number[][] } {
  const events: number[][] = []
  const end = walkPage(page, layout, originNs, (_at, length, atNs) => events.push([length, atNs]))
  return { ...end, events }
}

const whole = { lostBefore: 0, damaged: false }

describe('trace pages of real kernels', () => {
  const counted = (pages: string, kernel: '5.10' | '6.1' | '6.12' | '6.18'): unknown => {
    const { drops, stacks, ends } = decodePages(tracePages(pages), formatsOf(kernel))
    const counts = new Map<string, number>()
    for (const { reason, protocol } of drops) {
      const key = `${reason}/${protocol}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    assert.ok(drops.every(({ atNs }) => atNs > 0))
    const lost = ends.map(({ lostBefore }) => lostBefore)
    assert.ok(ends.every(({ damaged }) => !damaged))
    return { counts: Object.fromEntries(counts), stacks: stacks.length, lost }
  }

  it('hold the 13 datagrams that a histogram counted beside them, and what dd dropped', () => {
    for (const [kernel, udp, unix] of [
      ['5.10', '-1/2048', '-1/0'],
      ['6.1', '2/2048', '1/0'],
      ['6.12', '3/2048', '2/0'],
    ] as const) {
      assert.deepEqual(counted(`pages-${kernel}.hex`, kernel), {
        counts: { [udp]: 13, [unix]: 32 },
        stacks: 45,
        lost: [0, 0, 0],
      })
    }
  })

  it('hold 101 datagrams without stacks, 23 with', () => {
    assert.deepEqual(counted('pages-6.18.hex', '6.18'), {
      counts: { '104/2048': 6, '3/2048': 101 },
      stacks: 0,
      lost: [0, 0],
    })
    assert.deepEqual(counted('pages-6.18-stacks.hex', '6.18'), {
      counts: { '104/2048': 3, '3/2048': 23 },
      stacks: 26,
      lost: [0, 0],
    })
  })

  it('tell how many were written over: with those read they are all that were sent', () => {
    assert.deepEqual(counted('pages-6.18-overrun.hex', '6.18'), {
      counts: { '3/2048': 1009 - 736 },
      stacks: 0,
      lost: [0, 736, 0, 0],
    })
  })

  it('name the site in every stack', () => {
    const { drops, stacks } = decodePages(tracePages('pages-6.18-stacks.hex'), formatsOf('6.18'))
    for (const [index, drop] of drops.entries()) assert.ok(stacks[index]?.includes(drop.location))
  })
})

describe('a trace page', () => {
  it('gives lengths and times of both kinds of records', () => {
    const page = new PageBuilder(1000n).record(5, 8).longRecord(7, 240).record(0, 112).build()
    assert.deepEqual(walked(page), {
      ...whole,
      events: [
        [8, 5],
        [240, 12],
        [112, 12],
      ],
    })
  })

  it('carries time over long pauses', () => {
    const pauseNs = 7 * 2 ** 27 + 3
    const page = new PageBuilder(1000n).record(1, 8).timeExtend(pauseNs).record(2, 8).build()
    assert.deepEqual(walked(page).events, [
      [8, 1],
      [8, pauseNs + 3],
    ])
  })

  it('takes absolute stamps, and the upper bits that they lack from the page', () => {
    const year = 1n << 60n
    for (const base of [0n, year]) {
      const page = new PageBuilder(base + 1000n)
        .record(9, 8)
        .timeStamp(base + 5000n)
        .record(1, 8)
      assert.deepEqual(walked(page.build(), base + 1000n).events, [
        [8, 9],
        [8, 4001],
      ])
    }
  })

  it('stays exact however long the machine is up', () => {
    const uptimeNs = 2n ** 58n + 1n
    const page = new PageBuilder(uptimeNs + 3n).record(4, 8).build()
    assert.deepEqual(walked(page, uptimeNs).events, [[8, 7]])
  })

  it('skips records that were discarded, but not their time', () => {
    const page = new PageBuilder(1000n).discarded(6, 40).record(1, 8).build()
    assert.deepEqual(walked(page), { ...whole, events: [[8, 7]] })
  })

  it('ends at its padding', () => {
    const page = new PageBuilder(1000n).record(1, 8).padding().record(1, 8).build()
    assert.deepEqual(walked(page), { ...whole, events: [[8, 1]] })
  })

  it('tells of losses: how many, or that there were some', () => {
    const page = (): PageBuilder => new PageBuilder(1000n).record(1, 8)
    assert.equal(walked(page().build(0x8000_0000)).lostBefore, undefined)
    assert.equal(walked(page().build(0xc000_0000, 12_345n)).lostBefore, 12_345)
  })

  it('without events is none', () => {
    assert.deepEqual(walked(new PageBuilder(1000n).build()), { ...whole, events: [] })
  })
})

describe('a damaged trace page', () => {
  const isDamaged = (page: DataView): boolean => walked(page).damaged

  it('is told as such', () => {
    const record = (): PageBuilder => new PageBuilder(1000n).record(1, 8)
    assert.equal(isDamaged(new DataView(new ArrayBuffer(7))), true, 'shorter than its header')
    assert.equal(isDamaged(record().word(20, 1).build()), true, 'a record beyond the end')
    assert.equal(isDamaged(record().word(0, 1).build()), true, 'no room for the length')
    assert.equal(isDamaged(record().word(0, 1).word(0, 0).build()), true, 'a length of nothing')
    assert.equal(isDamaged(new DataView(record().build().buffer, 0, 20)), true, 'cut')
  })

  it('still gives what stands before the damage', () => {
    const page = new PageBuilder(1000n).record(1, 8).word(20, 1).build()
    assert.deepEqual(walked(page).events, [[8, 1]])
  })
})
