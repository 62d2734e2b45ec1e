import assert from 'node:assert/strict'
import { BpfRoom } from './bpf-room.js'
import { BpfTally } from './bpf-tally.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot } from './root-only.js'

describe('flows of the bpf drop source, live', function () {
  this.timeout(60_000)
  let room: BpfRoom

  before(async function () {
    requireRoot(this)
    room = await BpfRoom.open('flows')
  })
  after(() => BpfRoom.closeAll())
  afterEach(() => BpfTally.closeAll())

  it('keeps ids and counts together while CPUs add the same keys and flows at once', async () => {
    const tally = BpfTally.open(room.inode, { maxFlows: 4096 })
    const { source } = tally
    const timer = setInterval(() => tally.poll(), 5)
    await Promise.all([
      room.send(4, 9, 40_009, 300),
      room.send(4, 9, 40_009, 300),
      room.send(6, 9, 20_011, 200),
    ])
    clearInterval(timer)
    source.detach()
    tally.poll()
    for (const [protocol, drops, flows] of [
      [0x0800, 80_018, 600],
      [0x86dd, 20_011, 200],
    ] as const) {
      const keys = tally.keysOf(protocol)
      assert.equal(keys.length, 1)
      const [key] = keys
      assert.ok(key)
      assert.equal(tally.dropsOf(key), drops)
      assert.equal(tally.flowDropsOf(key), drops)
      assert.equal(tally.flowsOf(key).length, flows)
      assert.equal(new Set(tally.flowsOf(key).map(({ sport }) => sport)).size, flows)
    }
    assert.equal(source.statistics().flowMapFull, 0)
  })

  it('counts what finds no room, and leaves room for other keys', async () => {
    const tally = BpfTally.open(room.inode, { maxFlows: 400 })
    const { source } = tally
    await room.send(4, 9, 500, 500)
    await room.send(6, 9, 100, 100)
    tally.poll()
    const [four] = tally.keysOf(0x0800)
    const [six] = tally.keysOf(0x86dd)
    assert.ok(four && six)
    assert.equal(tally.dropsOf(four), 500)
    assert.equal(tally.flowDropsOf(four), 200)
    assert.equal(tally.flowDropsOf(six), 100)
    assert.ok(source.statistics().flowMapFull >= 300)
  })

  it('retires idle flows without losing a count', async () => {
    const tally = BpfTally.open(room.inode, { maxFlows: 400 })
    const { source } = tally
    const rounds = 3
    for (let round = 0; round < rounds; round++) {
      await room.send(4, 9, 190, 190)
      const sentMs = performance.now()
      await waitUntil('the flows make room', () => {
        tally.poll()
        // Under pressure idle flows go after a second, and their slots are free some polls later.
        return performance.now() - sentMs > 2500
      })
      assert.equal(source.statistics().flowMapFull, 0)
    }
    source.detach()
    tally.poll()
    const [key] = tally.keysOf(0x0800)
    assert.ok(key)
    assert.equal(tally.flowsOf(key).length, rounds * 190)
    assert.equal(tally.flowDropsOf(key), rounds * 190)
    assert.equal(tally.dropsOf(key), rounds * 190)
  })
})
