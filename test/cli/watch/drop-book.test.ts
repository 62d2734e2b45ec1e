import assert from 'node:assert/strict'
import type { Mask } from '../../../capture/source.js'
import { DropBook } from '../../../cli/watch/drop-book.js'
import type { Row } from '../../../session/tables.js'

const noSocket: Mask = { field: 'reason', pattern: 'NO_SOCKET' }

const key = (id: number, changes: Partial<Row<'drop_key'>> = {}): Row<'drop_key'> => ({
  id,
  source: 'bpf',
  site: 1,
  reason: 'NO_SOCKET',
  netns: 2,
  ifindex: 3,
  protocol: 0x0800,
  trap: '',
  masked: 0,
  ...changes,
})

describe('drop book', () => {
  let book: DropBook
  let atNs: number
  const open = (masks: readonly Mask[], interfaces: readonly string[] = []): void => {
    book = new DropBook(masks, interfaces)
    atNs = 0
    book.add('symbol', [
      { id: 1, address: 'ff', name: 'udp_rcv.constprop.0', offset: 4, module: '' },
    ])
    book.add('netns', [
      {
        id: 2,
        inode: 9,
        cookie: null,
        name: 'web',
        kind: 'named',
        pid: null,
        container: null,
        from_ns: 0,
        to_ns: null,
      },
    ])
  }
  const count = (id: number, drops: number): void =>
    book.add('drop_count', [{ key: id, at_ns: (atNs += 1e8), drops, bytes: drops }])
  beforeEach(() => open([]))

  it('counts by key, in all and in the interval', () => {
    book.add('drop_key', [key(1)])
    count(1, 7)
    assert.equal(book.close(1000).drops.latest, 7)
    count(1, 5)
    count(1, 2)
    const { keys, drops, elapsedMs, intervalMs } = book.close(2500)
    assert.deepEqual([elapsedMs, intervalMs], [2500, 1500])
    assert.deepEqual(drops, { total: 14, latest: 7, history: [7, 7] })
    assert.deepEqual(keys, [
      {
        key: 1,
        place: { site: 'udp_rcv', reason: 'NO_SOCKET', trap: '', netns: 'web', iface: 'if3' },
        total: 14,
        latest: 7,
        history: [7, 7],
      },
    ])
    assert.equal(book.close(3000).drops.latest, 0)
  })

  it('gives masked drops to the mask in force, and shows the others only', () => {
    open([{ field: 'iface', pattern: 'eth9' }, noSocket])
    book.add('drop_key', [key(1, { masked: 1 }), key(2, { reason: 'UDP_CSUM' })])
    count(1, 11)
    count(2, 3)
    book.setMasks([])
    const { keys, drops, masked, masks } = book.close(1000)
    assert.deepEqual([drops.total, masked.total], [3, 11])
    assert.deepEqual(
      keys.map((shown) => shown.key),
      [2],
    )
    assert.deepEqual(
      masks.map(({ mask, active, total }) => [mask, active, total]),
      [['reason=NO_SOCKET', false, 11]],
    )
  })

  it('gives what is told only after a mask was taken off to that mask', () => {
    open([noSocket])
    book.add('drop_key', [key(1, { masked: 1 })])
    book.setMasks([])
    count(1, 11)
    assert.deepEqual(
      book.close(1000).masks.map(({ mask, total }) => [mask, total]),
      [['reason=NO_SOCKET', 11]],
    )
  })

  it('takes the trap of a hardware drop for its site', () => {
    open([{ field: 'site', pattern: 'l2_drops/*' }])
    book.add('drop_key', [
      key(1, { source: 'drop-monitor', site: 0, reason: '', trap: 'l2_drops/vlan', masked: 1 }),
    ])
    count(1, 5)
    const [mask] = book.close(1000).masks
    assert.deepEqual([mask?.mask, mask?.total], ['site=l2_drops/*', 5])
  })

  it('moves to the masked what turns out to have been masked all along', () => {
    open([{ field: 'iface', pattern: 'eth0' }])
    book.add('drop_key', [key(1)])
    count(1, 11)
    book.close(1000)
    book.add('drop_key', [key(1, { masked: 1 })])
    count(1, 2)
    const { drops, masked, keys } = book.close(2000)
    assert.deepEqual([drops.total, drops.latest, masked.total, keys.length], [0, 0, 13, 0])
  })

  it('counts what two sources see once, and hardware drops beside them', () => {
    book.add('drop_key', [
      key(1),
      key(2, { source: 'drop-monitor' }),
      key(3, { source: 'drop-monitor', trap: 'l2_drops/vlan', site: 0 }),
    ])
    count(1, 7)
    count(2, 7)
    count(3, 2)
    assert.equal(book.close(1000).drops.total, 9)
  })

  it('counts the interfaces asked for only', () => {
    open([], ['web/lan0'])
    book.add('drop_key', [key(1), key(2, { ifindex: 4 })])
    book.add('interface', [{ netns: 2, ifindex: 3, name: 'lan0' } as Row<'interface'>])
    count(1, 7)
    count(2, 5)
    const { drops, keys } = book.close(1000)
    assert.deepEqual([drops.total, keys.length], [7, 1])
  })

  it('knows flows, and none of those it was not told of', () => {
    book.add('drop_key', [key(1)])
    book.add('drop_flow', [
      {
        id: 4,
        key: 1,
        family: 4,
        proto: 17,
        src: '10.0.0.1',
        sport: 5,
        dst: '10.0.0.2',
        dport: 53,
        tcp_flags: 0,
      },
    ])
    book.add('drop_flow_count', [
      { flow: 4, at_ns: 0, drops: 6, bytes: 1 },
      { flow: 5, at_ns: 0, drops: 6, bytes: 1 },
    ])
    const { flows } = book.close(1000)
    assert.deepEqual(
      flows.map(({ flow, dport, total }) => [flow, dport, total]),
      [[4, 53, 6]],
    )
  })

  it('tells of the flows that drop most, and of a million others as one, in memory that stays small', function () {
    this.timeout(60_000)
    book.add('drop_key', [key(1)])
    const [heavy, flowsPerSecond, seconds] = [3, 50_000, 20]
    const flow = (id: number): Row<'drop_flow'> => ({
      ...{ id, key: 1, family: 4, proto: 17, src: '10.0.0.1' },
      ...{ sport: id % 65_536, dst: '10.0.0.2', dport: 53, tcp_flags: 0 },
    })
    const dropped = (id: number, drops: number): Row<'drop_flow_count'> => ({
      ...{ flow: id, at_ns: 0, drops, bytes: 1 },
    })
    book.add(
      'drop_flow',
      Array.from({ length: heavy }, (_, i) => flow(i + 1)),
    )
    let last = book.close(0)
    let next = heavy + 1
    for (let second = 1; second <= seconds; second += 1) {
      const fresh = Array.from({ length: flowsPerSecond }, () => next++)
      book.add('drop_flow', fresh.map(flow))
      const counts = [
        ...Array.from({ length: heavy }, (_, i) => dropped(i + 1, 100 * (i + 1))),
        ...fresh.map((id) => dropped(id, 1)),
      ]
      count(
        1,
        counts.reduce((sum, { drops }) => sum + drops, 0),
      )
      book.add('drop_flow_count', counts)
      last = book.close(second * 1000)
      assert.ok(last.flows.length <= 4096, String(last.flows.length))
    }
    assert.equal(next - 1, 1_000_000 + heavy)
    const [third, second, first] = [...last.flows].sort((a, b) => b.total - a.total)
    assert.deepEqual([first?.total, second?.total, third?.total], [2000, 4000, 6000])
    assert.deepEqual([first?.latest, third?.history.at(-1)], [100, 300])
    const shown = last.flows.reduce((sum, { total }) => sum + total, 0)
    assert.equal(shown + last.otherFlows.total, last.drops.total)
    const now = last.flows.reduce((sum, { latest }) => sum + latest, 0)
    assert.equal(now + last.otherFlows.latest, last.drops.latest)
  })
})
