import assert from 'node:assert/strict'
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { tracefsAt } from '../../capture/drop-sources/tracefs.js'
import type { Mask, RunningDropSource } from '../../capture/source.js'
import { dropDetails } from '../../session/drop-details.js'
import type { Row } from '../../session/tables.js'
import { CollectedRows } from './bpf-room.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot } from './root-only.js'
import { TracefsRoom, DroppedFrames } from './tracefs-room.js'

const idBase = 1_000_000
const qdiscDrop = { field: 'reason', pattern: 'QDISC_DROP' } as const

describe('tracefs drop source, live', function () {
  this.timeout(60_000)
  let room: TracefsRoom
  let frames: DroppedFrames
  let rows: CollectedRows

  before(async function () {
    requireRoot(this)
    room = await TracefsRoom.open(this)
    frames = await DroppedFrames.open('counts')
  })
  beforeEach(() => {
    rows = new CollectedRows()
  })
  after(async () => {
    DroppedFrames.closeAll()
    TracefsRoom.closeAll()
    await CollectedRows.closeGuards()
  })

  const start = (masks: readonly Mask[] = []): Promise<RunningDropSource> =>
    tracefsAt(() => room.mount).start({ ...rows.context(masks), idBase })

  const keysOf = (etherType: number): readonly Row<'drop_key'>[] =>
    rows.of('drop_key').filter(({ protocol }) => protocol === etherType)

  const dropsOf = (keys: readonly Row<'drop_key'>[]): number => {
    const ids = new Set(keys.map(({ id }) => id))
    return rows
      .of('drop_count')
      .reduce((sum, { key, drops }) => sum + (ids.has(key) ? drops : 0), 0)
  }

  /** Counts become rows when their bucket is over. */
  const waitForDrops = (source: RunningDropSource, etherType: number, drops: number) =>
    waitUntil(`${drops} drops`, () => {
      source.poll()
      return dropsOf(keysOf(etherType)) >= drops
    })

  it('counts what is dropped while its books are open, and tells of the rest', async () => {
    const source = await start()
    await frames.send(0x9a21, 17)
    source.openBooks()
    await frames.send(0x9a21, 1013)
    source.closeBooks()
    await frames.send(0x9a21, 19)
    source.closeBooks()
    await frames.send(0x9a21, 23)
    await source.stop()
    assert.equal(dropsOf(keysOf(0x9a21)), 1013 + 19)
    const { detail } = source.health()
    // others on this machine may drop too
    assert.ok(Number(detail['beforeFirstReading']) >= 17, JSON.stringify(detail))
    assert.ok(Number(detail['afterLastReading']) >= 23, JSON.stringify(detail))
  })

  it('counts each drop once, in bursts of any size', async () => {
    const source = await start()
    for (const [etherType, count] of [
      [0x9a01, 1],
      [0x9a02, 1009],
      [0x9a03, 50_021],
    ] as const) {
      await frames.send(etherType, count)
    }
    await source.stop()
    assert.equal(dropsOf(keysOf(0x9a01)), 1)
    assert.equal(dropsOf(keysOf(0x9a02)), 1009)
    assert.equal(dropsOf(keysOf(0x9a03)), 50_021)
    assert.equal(source.health().status, 'ok')
    assert.deepEqual(room.instancesOf(process.pid), [])
  })

  it('tells site, reason, protocol and stack; not what it does not know', async () => {
    const source = await start()
    await frames.send(0x9a04, 7)
    await source.stop()
    const [key] = keysOf(0x9a04)
    assert.ok(key)
    const { name } = rows.of('symbol').find(({ id }) => id === key.site) ?? { name: '' }
    assert.match(name, /^(kfree_skb_list|__dev_queue_xmit|__dev_xmit_skb)/)
    assert.equal(key.reason, 'QDISC_DROP')
    assert.equal(key.netns, null)
    assert.equal(key.ifindex, 0)
    assert.ok(key.id > idBase)
    const kept = rows.of('drop_block').flatMap(({ data }) => {
      const details = dropDetails(data)
      return Array.from({ length: details.count }, (_, index) => ({
        key: details.key(index),
        atNs: details.atNs(index),
        stack: details.stack(index),
        comm: details.comm(index),
        pid: details.pid(index),
      }))
    })
    const own = kept.filter((detail) => detail.key === key.id)
    assert.equal(own.length, 7)
    for (const { atNs, pid, comm, stack } of own) {
      assert.ok(atNs > 0 && atNs < 60e9)
      assert.ok(pid === 0 || comm !== '')
      const row = rows.of('stack').find(({ id }) => id === stack)
      assert.ok(row, 'has a stack')
      const ids = JSON.parse(row.frames) as number[]
      assert.equal(ids[0], key.site, 'which begins at the site')
      assert.ok(ids.length > 3)
    }
  })

  it('counts what is masked, and describes it not', async () => {
    const source = await start([qdiscDrop])
    await frames.send(0x9a05, 503)
    await source.stop()
    const [key, ...others] = keysOf(0x9a05)
    assert.equal(others.length, 0)
    assert.equal(key?.masked, 1)
    assert.equal(dropsOf([key]), 503)
    assert.ok(source.totals.masked >= 503)
    for (const { data } of rows.of('drop_block')) {
      const details = dropDetails(data)
      for (let i = 0; i < details.count; i++) assert.notEqual(details.key(i), key.id)
    }
  })

  it('takes new masks in mid-flood without losing or doubling a drop', async () => {
    const source = await start()
    const sent = frames.send(0x9a06, 100_003)
    let over = false
    void sent.then(() => (over = true))
    await waitUntil('the flood has begun', () => {
      source.poll()
      return keysOf(0x9a06).length > 0
    })
    let turns = 0
    await waitUntil('the flood is over', () => {
      source.setMasks(turns++ % 2 === 0 ? [qdiscDrop] : [])
      return over
    })
    await sent
    await waitForDrops(source, 0x9a06, 100_003)
    source.setMasks([qdiscDrop])
    await frames.send(0x9a06, 101)
    await source.stop()
    const keys = keysOf(0x9a06)
    assert.equal(dropsOf(keys), 100_104)
    const masked = dropsOf(keys.filter((key) => key.masked === 1))
    assert.ok(masked >= 101 && masked < 100_104, `${masked} masked`)
    assert.equal(keys.filter((key) => key.masked === 1).length > 0, true)
    assert.equal(source.health().status, 'ok')
  })

  it('says how many drops it lost when the buffer is too small', async function () {
    const source = await start()
    const [instance = ''] = room.instancesOf(process.pid)
    writeFileSync(join(instance, 'options/stacktrace'), '0')
    writeFileSync(join(instance, 'buffer_size_kb'), '8')
    await frames.send(0x9a07, 20_011)
    await source.stop()
    const counted = dropsOf(keysOf(0x9a07))
    const { status, why, lost, detail } = source.health()
    if (detail['histogram'] === true) {
      assert.equal(counted, 20_011, 'the histogram counts whatever the buffer loses')
      return
    }
    assert.equal(status, 'partial')
    assert.match(why, /trace buffer was full/)
    assert.ok(counted < 20_011)
    // Others' drops are among those lost.
    assert.ok(counted + lost >= 20_011, `${counted} + ${lost}`)
  })

  it('leaves nothing behind when it cannot start', async () => {
    const context = rows.context()
    const broken = { ...context, sink: { add: () => assert.fail('no room') } }
    await assert.rejects(async () => tracefsAt(() => room.mount).start(broken), /no room/)
    assert.deepEqual(room.instancesOf(process.pid), [])
  })
})
