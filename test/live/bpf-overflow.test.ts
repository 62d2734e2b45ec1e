/** Each map and ring of the BPF source is made so small that it overflows: what did not fit is told, to the last drop. */
import assert from 'node:assert/strict'
import { RunningBpf } from '../../capture/drop-sources/bpf/running-bpf.js'
import { dropReasons } from '../../capture/host/drop-reasons.js'
import { addon } from '../../capture/native.js'
import { dropDetails } from '../../session/drop-details.js'
import { packageRoot } from '../../session/package-root.js'
import { release } from 'node:os'
import { join } from 'node:path'
import type { BpfDropSourceOptions } from '../../native/index.js'
import { BpfRoom, bpfTestOptions, CollectedRows } from './bpf-room.js'
import { compiled } from './lab/compiled.js'
import { insideNetns } from './lab/netns.js'
import { runProgram } from './lab/program.js'
import { requireRoot, skipBecause } from './root-only.js'

const sent = 503

/** A datagram of one byte takes 43 on loopback: a timer lets one off every 172 µs. */
const oneByOne = 'tbf rate 2mbit burst 100 limit 100000000'
const oneByOneCount = 3001

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

  const inRoom = (of: CollectedRows): ReadonlySet<number> =>
    new Set(
      of
        .of('drop_key')
        .filter(({ netns }) => netns === room.inode)
        .map(({ id }) => id),
    )
  const countedInRoom = (of = rows): number =>
    of
      .of('drop_count')
      .filter(({ key }) => inRoom(of).has(key))
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

  it('for stacks knows how many details have none', async () => {
    const source = start({ maxStacks: 1, detailBudget: 1024 })
    await room.send(4, 9, sent, 1)
    await room.send(6, 9, sent, 1)
    await source.stop()
    const { detail, status, why } = source.health()
    const without = rows
      .of('drop_block')
      .flatMap(({ data }) => {
        const details = dropDetails(data)
        return Array.from({ length: details.count }, (_, index) => details.stack(index))
      })
      .filter((stack) => stack === 0)
    assert.equal(rows.of('stack').length, 1)
    assert.ok(without.length > 0)
    assert.equal(detail['stackTableFull'], without.length)
    assert.equal(countedInRoom(), 2 * sent)
    assert.equal(status, 'partial')
    assert.match(why, new RegExp(`details of ${without.length} drops have no stack`))
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

  it('when a drop interrupts the counting of another knows how many are in no count', async function () {
    if (isBefore62(release())) skipBecause(this, 'before 6.2 the program is entered again')
    const tool = await compiled('bpf-interrupted', [
      join(packageRoot, 'test/live/bpf-interrupted.c'),
    ])
    const [program = '', ...args] = insideNetns(room.name, [tool, '9', String(oneByOneCount)])
    const qdisc = ['-n', room.name, 'qdisc', 'replace', 'dev', 'lo', 'root', ...oneByOne.split(' ')]
    await runProgram('tc', qdisc)
    const source = start({})
    const counted = rows
    rows = new CollectedRows()
    // Each drop is an event for both, and each misses others: only with what it missed do they agree.
    const witness = start({})
    try {
      await runProgram(program, args)
    } finally {
      await witness.stop()
      await source.stop()
    }
    const missedBy = (by: RunningBpf): number => Number(by.health().detail['missed'])
    const bySource = countedInRoom(counted) + missedBy(source)
    const byWitness = countedInRoom(rows) + missedBy(witness)
    assert.ok(missedBy(source) > 0 && missedBy(witness) > 0, 'no drop interrupted another')
    // A drop of others on this machine may be missed by one of them too.
    assert.ok(Math.abs(bySource - byWitness) < 5, `${bySource} and ${byWitness} drops`)
    assert.equal(source.totals.uncounted, missedBy(source))
    assert.equal(source.health().status, 'partial')
    assert.match(source.health().why, /came while the counter was busy on the same CPU/)
  })
})

function isBefore62(kernel: string): boolean {
  const [major = 0, minor = 0] = kernel.split('.').map(Number)
  return major < 6 || (major === 6 && minor < 2)
}
