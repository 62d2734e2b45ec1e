/** Each map and ring of the BPF source is made so small that it overflows: what did not fit is told, to the last drop. */
import assert from 'node:assert/strict'
import { RunningBpf } from '../../capture/drop-sources/bpf/running-bpf.js'
import { dropReasons } from '../../capture/host/drop-reasons.js'
import { addon } from '../../capture/native.js'
import type { BpfDropSourceOptions } from '../../native/index.js'
import { BpfRoom, bpfTestOptions, CollectedRows } from './bpf-room.js'
import { requireRoot } from './root-only.js'

const sent = 503

describe('bpf drop source without room', function () {
  this.timeout(60_000)
  let room: BpfRoom
  let rows: CollectedRows
  let running: RunningBpf | undefined

  before(async function () {
    requireRoot(this)
    room = await BpfRoom.open('overflow')
  })
  beforeEach(() => {
    rows = new CollectedRows()
  })
  afterEach(() => running?.stop())
  after(() => BpfRoom.closeAll())

  function start(sizes: Partial<BpfDropSourceOptions>): RunningBpf {
    const { startMonotonicNs } = rows
    const source = addon().openBpfDropSource({ ...bpfTestOptions, startMonotonicNs, ...sizes })
    const context = rows.context()
    running = new RunningBpf({ source, context, reasons: dropReasons(), symbolsMissing: '' })
    return running
  }

  const inRoom = (): ReadonlySet<number> =>
    new Set(
      rows
        .of('drop_key')
        .filter(({ netns }) => netns === room.inode)
        .map(({ id }) => id),
    )
  const countedInRoom = (): number =>
    rows
      .of('drop_count')
      .filter(({ key }) => inRoom().has(key))
      .reduce((sum, { drops }) => sum + drops, 0)

  it('for keys knows how many drops are in no count', async () => {
    const source = start({ maxKeys: 1 })
    await room.send(4, 9, sent, 1)
    await room.send(6, 9, sent, 1)
    await source.stop()
    const { status, why, detail } = source.health()
    const { keyMapFull } = detail as { readonly keyMapFull: number }
    assert.ok(keyMapFull >= sent)
    // Others on this machine may drop too.
    assert.ok(countedInRoom() + keyMapFull >= 2 * sent, `${countedInRoom()} + ${keyMapFull}`)
    assert.equal(source.totals.uncounted, keyMapFull)
    assert.equal(status, 'partial')
    assert.match(why, /had no room in the key map/)
  })

  it('for flows counts them by site all the same', async () => {
    const source = start({ maxFlows: 16 })
    await room.send(4, 9, sent, sent)
    await source.stop()
    assert.equal(countedInRoom(), sent)
    assert.match(source.health().why, /had no room in the flow map/)
  })

  it('in its ring buffer knows how many details are missing', async () => {
    const source = start({ ringBytes: 4096, detailBudget: 4096, earlyDetails: 1 })
    await room.send(4, 9, sent, 1)
    await source.stop()
    const { detail, why } = source.health()
    const kept = rows.of('drop_block').reduce((sum, { records }) => sum + records, 0)
    const { ringFull, overBudget } = detail as { readonly [name: string]: number }
    assert.equal(countedInRoom(), sent)
    assert.ok(ringFull !== undefined && ringFull > 0)
    assert.ok(kept + ringFull + (overBudget ?? 0) >= sent, `${kept} + ${ringFull}`)
    assert.equal(source.totals.lostDetails, ringFull + (overBudget ?? 0))
    assert.match(why, /found the ring buffer full; they are counted/)
  })

  it('in the budget of a key knows how many it left out, which is no fault', async () => {
    const source = start({ detailBudget: 1, earlyDetails: 1 })
    await room.send(4, 9, sent, 1)
    await source.stop()
    const { detail, status } = source.health()
    const kept = rows.of('drop_block').reduce((sum, { records }) => sum + records, 0)
    assert.equal(countedInRoom(), sent)
    assert.ok(kept + Number(detail['overBudget']) >= sent)
    assert.ok(Number(detail['overBudget']) > sent / 2)
    assert.equal(status, 'ok')
  })
})
