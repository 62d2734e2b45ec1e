import assert from 'node:assert/strict'
import { DetailRecords } from '../../../../capture/drop-sources/tracefs/detail-records.js'
import {
  tracefsHealth,
  type TracefsStatistics,
} from '../../../../capture/drop-sources/tracefs/health.js'
import { PendingStacks } from '../../../../capture/drop-sources/tracefs/pending-stacks.js'
import { StackSwitch } from '../../../../capture/drop-sources/tracefs/stack-switch.js'
import { dropDetails } from '../../../../session/drop-details.js'

describe('stacks of drops', () => {
  const [inner, outer, other] = [-1000, -2000, -3000]

  it('belong to the drop before them, from its site on', () => {
    const pending = new PendingStacks()
    pending.addDrop({ location: inner, pid: 7, record: 0 })
    assert.deepEqual(pending.match(7, [-1, -2, inner, outer]), {
      record: 0,
      frames: [inner, outer],
    })
    assert.equal(pending.match(7, [inner, outer]), undefined, 'each drop has one')
  })

  it('find their drop across an interrupt that dropped too', () => {
    const pending = new PendingStacks()
    pending.addDrop({ location: inner, pid: 7, record: 0 })
    pending.addDrop({ location: other, pid: 7, record: 1 })
    assert.equal(pending.match(7, [other, outer])?.record, 1)
    assert.equal(pending.match(7, [inner, outer])?.record, 0)
  })

  it('of another thread or site, or of a drop without a record, are left', () => {
    const pending = new PendingStacks()
    pending.addDrop({ location: inner, pid: 7, record: -1 })
    assert.equal(pending.match(8, [inner]), undefined)
    assert.equal(pending.match(7, [other]), undefined)
    assert.equal(pending.match(7, [inner]), undefined)
  })

  it('are not taken in a flood, nor at once after it', () => {
    const stacks = new StackSwitch(0)
    assert.equal(stacks.look(1000, 1e8), false)
    assert.equal(stacks.look(4000, 2e8), true)
    assert.equal(stacks.on, false)
    assert.equal(stacks.look(4010, 3e8), false)
    assert.equal(stacks.look(4020, 11e8), false)
    assert.equal(stacks.look(4030, 13e8), true)
    assert.equal(stacks.on, true)
  })
})

describe('detail records of trace events', () => {
  it('hold time, key, CPU, stack and process; nothing else', () => {
    const records = new DetailRecords()
    records.setStack(records.add(12.5, 3, 1, 42), 9)
    for (let index = 0; index < 300; index++) records.add(index, 4, 0, 0)
    assert.deepEqual([...records.pids], [42, 0])
    const details = dropDetails(
      new Uint8Array(records.take(new Map([[42, 'a-name-too-long-to-fit']]))),
    )
    assert.equal(details.count, 301)
    assert.equal(details.atNs(0), 12.5)
    assert.equal(details.key(0), 3)
    assert.equal(details.cpu(0), 1)
    assert.equal(details.stack(0), 9)
    assert.equal(details.pid(0), 42)
    assert.equal(details.comm(0), 'a-name-too-long')
    assert.equal(details.headStart(0), 'none')
    assert.equal(details.networkOffset(0), undefined)
    assert.equal(details.socketInode(0), 0)
    assert.equal(details.stack(300), 0)
    assert.equal(records.take(new Map()).byteLength, 0)
    records.add(1, 1, 1, 1)
    assert.equal(dropDetails(new Uint8Array(records.take(new Map()))).stack(0), 0, 'begins anew')
  })
})

describe('health of the tracefs source', () => {
  const fine: TracefsStatistics = {
    lostEvents: 0,
    histogram: false,
    histogramFull: 0,
    damagedPages: 0,
    stackTableFull: 0,
    overBudget: 5,
    bufferKilobytesPerCpu: 1024,
    withoutStacks: 0,
    hasReasons: true,
  }

  it('is ok without losses, and says what it cannot tell', () => {
    const { status, why, lost, detail } = tracefsHealth(fine, '')
    assert.deepEqual([status, lost], ['ok', 0])
    assert.equal(why, 'a trace event does not tell interface, namespace, flow, headers or socket')
    assert.deepEqual(detail['notTold'], ['interface', 'namespace', 'flow', 'headers', 'socket'])
    const old = tracefsHealth({ ...fine, hasReasons: false }, '')
    assert.deepEqual(old.detail['notTold'], [
      'reason',
      'interface',
      'namespace',
      'flow',
      'headers',
      'socket',
    ])
  })

  it('tells lost counts from lost details', () => {
    const uncounted = tracefsHealth({ ...fine, lostEvents: 7 }, '')
    assert.match(uncounted.why, /7 events .* in no count/)
    assert.equal(uncounted.detail['missed'], 7)
    const counted = tracefsHealth({ ...fine, lostEvents: 7, histogram: true }, '')
    assert.match(counted.why, /7 drops .* they are counted/)
    assert.equal(counted.detail['missed'], 0)
    const full = tracefsHealth({ ...fine, histogram: true, histogramFull: 3 }, '')
    assert.equal(full.lost, 3)
    assert.equal(full.status, 'partial')
  })

  it('tells how many details have no stack', () => {
    const { status, why, lost } = tracefsHealth({ ...fine, stackTableFull: 11 }, '')
    assert.deepEqual([status, lost], ['partial', 0])
    assert.match(why, /^details of 11 drops have no stack: there was no room for another one/)
  })

  it('tells of damage and missing symbols', () => {
    const { why } = tracefsHealth({ ...fine, damagedPages: 2 }, 'kptr_restrict')
    assert.match(why, /2 pages/)
    assert.match(why, /kptr_restrict/)
  })
})
