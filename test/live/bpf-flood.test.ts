import assert from 'node:assert/strict'
import { dropRecord } from '../../session/drop-record.js'
import { BpfRoom } from './bpf-room.js'
import { BpfTally } from './bpf-tally.js'
import { requireRoot } from './root-only.js'

const storm = 1_000_003
const fewDrops = 13

describe('bpf drop source under a flood', function () {
  this.timeout(180_000)
  let room: BpfRoom

  before(async function () {
    requireRoot(this)
    room = await BpfRoom.open('flood')
  })
  after(() => BpfRoom.closeAll())
  afterEach(() => BpfTally.closeAll())

  it('counts a million drops to the last, and describes the few elsewhere', async () => {
    const tally = BpfTally.open(room.inode)
    const { source } = tally
    const timer = setInterval(() => tally.poll(), 100)
    const flooding = room.send(4, 9, storm, 5)
    await room.send(6, 11, fewDrops)
    await flooding
    clearInterval(timer)
    source.detach()
    tally.poll()

    const [four] = tally.keysOf(0x0800)
    const [six] = tally.keysOf(0x86dd)
    assert.ok(four && six)
    assert.equal(tally.dropsOf(four), storm)
    assert.equal(tally.flowDropsOf(four), storm)
    assert.equal(tally.flowsOf(four).length, 5)
    assert.equal(tally.dropsOf(six), fewDrops)
    const details = tally.records.filter(
      (record) => record.getUint32(dropRecord.key, true) === six.id,
    )
    assert.equal(details.length, fewDrops)
    const flows = new Set(tally.flowsOf(six).map(({ id }) => id))
    for (const record of details) assert.ok(flows.has(record.getUint32(dropRecord.flow, true)))
    const { ringFull, keyMapFull, flowMapFull, missed } = source.statistics()
    assert.deepEqual(
      { ringFull, keyMapFull, flowMapFull, missed },
      { ringFull: 0, keyMapFull: 0, flowMapFull: 0, missed: 0 },
    )
  })
})
