import assert from 'node:assert/strict'
import bpf from '../../capture/drop-sources/bpf.js'
import type { Mask } from '../../capture/source.js'
import { dropRecord } from '../../session/drop-record.js'
import type { Row } from '../../session/tables.js'
import { BpfRoom, CollectedRows } from './bpf-room.js'
import { requireRoot } from './root-only.js'

const noSocket: Mask = { field: 'reason', pattern: 'NO_SOCKET' }

const sum = (rows: readonly { readonly drops: number }[]): number =>
  rows.reduce((total, { drops }) => total + drops, 0)

describe('masks of the bpf drop source, changed while it records', function () {
  this.timeout(60_000)
  let room: BpfRoom
  let rows: CollectedRows

  before(async function () {
    requireRoot(this)
    room = await BpfRoom.open('masks')
  })
  after(() => BpfRoom.closeAll())
  beforeEach(() => {
    rows = new CollectedRows()
  })

  /** The rows of the session, as REPLACE leaves them: the last of each id. */
  const keysHere = (): readonly Row<'drop_key'>[] =>
    [...new Map(rows.of('drop_key').map((row) => [row.id, row])).values()].filter(
      ({ netns, reason }) => netns === room.inode && reason === 'NO_SOCKET',
    )
  /** As the table is after REPLACE: two rows of one key and start would lose one. */
  const countsOf = (key: Row<'drop_key'> | undefined): readonly Row<'drop_count'>[] => {
    const own = rows.of('drop_count').filter((row) => row.key === key?.id)
    return [...new Map(own.map((row) => [row.at_ns, row])).values()]
  }
  const flowsOf = (key: Row<'drop_key'> | undefined): readonly Row<'drop_flow'>[] =>
    rows.of('drop_flow').filter((row) => row.key === key?.id)
  const flowDrops = (flows: readonly Row<'drop_flow'>[]): number =>
    sum(rows.of('drop_flow_count').filter(({ flow }) => flows.some(({ id }) => id === flow)))
  const records = (): readonly DataView[] =>
    rows
      .of('drop_block')
      .flatMap(({ data, records }) =>
        Array.from(
          { length: records },
          (_, i) =>
            new DataView(data.buffer, data.byteOffset + i * dropRecord.size, dropRecord.size),
        ),
      )
  const side = (masked: 0 | 1): Row<'drop_key'> | undefined =>
    keysHere().find((key) => key.masked === masked)

  it('part the counts to the last packet: off, on, off, on', async () => {
    const source = await bpf.start({ ...rows.context(), idBase: 1_000_000 })
    await room.send(4, 9, 101, 3)
    source.setMasks([noSocket])
    await room.send(4, 9, 211, 3)
    source.setMasks([])
    await room.send(4, 9, 307, 3)
    source.setMasks([{ field: 'site', pattern: 'no_such_function' }])
    await room.send(4, 9, 13, 3)
    source.setMasks([noSocket, { field: 'iface', pattern: 'no-such' }])
    await room.send(4, 9, 401, 3)
    const { masked } = source.totals
    await source.stop()

    assert.equal(keysHere().length, 2)
    assert.equal(sum(countsOf(side(0))), 101 + 307 + 13)
    assert.equal(sum(countsOf(side(1))), 211 + 401)
    assert.ok(masked <= 211 + 401)
    assert.ok(source.totals.masked >= 211 + 401)
    assert.deepEqual(flowsOf(side(1)), [])
    assert.equal(flowDrops(flowsOf(side(0))), 101 + 307 + 13)
    assert.ok(keysHere().every(({ id }) => id > 1_000_000))
    for (const record of records()) {
      const key = record.getUint32(dropRecord.key, true)
      assert.notEqual(key, side(1)?.id)
      if (key === side(0)?.id) {
        const flow = record.getUint32(dropRecord.flow, true)
        assert.ok(flowsOf(side(0)).some(({ id }) => id === flow))
        const stack = record.getUint32(dropRecord.stack, true)
        assert.ok(rows.of('stack').some(({ id }) => id === stack))
      }
    }
  })

  it('lose nothing while packets are being dropped', async () => {
    const source = await bpf.start(rows.context())
    const sent = room.send(4, 9, 200_003, 5)
    let done = false
    void sent.finally(() => (done = true))
    let switches = 0
    while (!done) {
      source.setMasks(switches++ % 2 === 0 ? [noSocket] : [])
      source.poll()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await sent
    await source.stop()

    const open = sum(countsOf(side(0)))
    const masked = sum(countsOf(side(1)))
    assert.equal(open + masked, 200_003)
    assert.ok(switches > 2 && open > 0 && masked > 0, `${switches} ${open} ${masked}`)
    assert.ok(flowDrops(flowsOf(side(0))) <= open)
  })

  it('know the interface by the name that it had in the kernel', async () => {
    const context = rows.context([{ field: 'iface', pattern: 'lo' }])
    const source = await bpf.start({ ...context, interfaceName: () => undefined })
    await room.send(4, 9, 17)
    await source.stop()
    assert.equal(sum(countsOf(side(1))), 17)
    assert.equal(keysHere().length, 1)
  })

  it('cover what was dropped before the namespace had a name', async () => {
    const mask: Mask = { field: 'netns', pattern: 'late' }
    const context = rows.context([mask])
    let namespaces = context.netns.list()
    const source = await bpf.start({
      ...context,
      netns: { idOf: (...identity) => context.netns.idOf(...identity), list: () => namespaces },
    })
    await room.send(4, 9, 17)
    source.poll()
    assert.deepEqual(
      keysHere().map(({ masked }) => masked),
      [0],
    )
    const id = keysHere()[0]?.netns ?? 0
    namespaces = [{ id, inode: 0, name: 'late', enter: (read) => read() }]
    source.poll()
    await room.send(4, 9, 19)
    assert.deepEqual(
      keysHere().map(({ masked }) => masked),
      [1],
    )
    source.setMasks([])
    await room.send(4, 9, 23)
    await source.stop()

    assert.equal(sum(countsOf(side(1))), 17 + 19)
    assert.equal(sum(countsOf(side(0))), 23)
    assert.equal(flowDrops(flowsOf(side(0))), 23)
  })
})
