import assert from 'node:assert/strict'
import { chooseDropSources } from '../../../capture/recorder/drop-source-choice.js'
import { symbolRows } from '../../../capture/drop-sources/rows/symbol-rows.js'
import { createGuard } from '../../../capture/guard/guard.js'
import { RunningDrops } from '../../../capture/recorder/running-drops.js'
import type {
  DropSource,
  DropSourceContext,
  RunningDropSource,
  SourceHealth,
} from '../../../capture/source.js'

const obstacle = { why: 'no BTF', hint: 'boot another kernel' }

class CountingSource implements RunningDropSource {
  readonly totals = { drops: 3, masked: 0, lostDetails: 1, uncounted: 2, topSite: 'x' }
  blindTo: RunningDropSource['blindTo'] = []
  polls = 0
  stopped = false
  poll(): void {
    this.polls += 1
    if (this.polls > 1) throw new Error('ring is gone')
  }
  health() {
    return { status: 'ok', why: '', lost: 0, detail: this.outside } as const
  }
  outside: SourceHealth['detail'] = {}
  books: string[] = []
  openBooks(): void {
    this.books.push('opened')
  }
  closeBooks(): void {
    this.books.push('closed')
    if (this.polls > 1) throw new Error('ring is gone')
  }
  settle(): Promise<void> {
    this.books.push('settled')
    return Promise.resolve()
  }
  setMasks(): void {
    throw new Error('nobody asks for it')
  }
  stop(): Promise<void> {
    this.stopped = true
    return Promise.resolve()
  }
}

function source(
  name: DropSource['name'],
  works: 'yes' | 'no' | 'not when started',
  running = new CountingSource(),
): DropSource {
  return {
    name,
    title: name,
    hides: '',
    obstacle: () => (works === 'no' ? obstacle : undefined),
    start: () =>
      works === 'yes' ? Promise.resolve(running) : Promise.reject(new Error('EPERM: not root')),
  }
}

const context: Omit<DropSourceContext, 'idBase' | 'hardwareOnly'> = {
  sink: { add: () => undefined },
  clock: { now: () => 0, startMonotonicNs: 0n, fromWall: () => 0 },
  netns: { list: () => [], idOf: () => 1 },
  masks: [],
  alertMode: 'packet',
  symbols: symbolRows({ add: () => undefined }, () => ({ name: '', offset: 0, module: '' })),
  guard: createGuard(),
  interfaceName: () => undefined,
  onDevice: () => undefined,
  whileHeld: (_netns, _ifindex, _name, atNs) => atNs,
  onSocketDrop: () => undefined,
}

const attach = (sources: readonly DropSource[], requested: 'auto' | readonly string[]) =>
  RunningDrops.attach(chooseDropSources(sources, requested), requested, context)

describe('choice of drop sources', () => {
  it('auto takes the first that works and says why it left the others', async () => {
    const drops = await attach(
      [source('bpf', 'no'), source('drop-monitor', 'not when started'), source('tracefs', 'yes')],
      'auto',
    )
    assert.deepEqual(drops.names, ['tracefs'])
    const health = drops.health()
    assert.equal(health.get('bpf')?.status, 'unavailable')
    assert.equal(health.get('bpf')?.why, 'no BTF')
    assert.match(health.get('drop-monitor')?.why ?? '', /EPERM/)
    assert.equal(health.get('tracefs')?.status, 'ok')
  })

  it('auto adds hardware drops where there are any, beside the best', async () => {
    const monitor = { ...source('drop-monitor', 'yes'), addsHardware: () => true }
    const drops = await attach([source('bpf', 'yes'), monitor], 'auto')
    assert.deepEqual(drops.names, ['bpf', 'drop-monitor'])
    assert.deepEqual(drops.hardwareNames, ['drop-monitor'])
    assert.equal(drops.totals.drops, 6, 'they are other packets')
    assert.equal(drops.health().get('drop-monitor')?.detail['hardwareOnly'], true)
    const hidden = { ...source('drop-monitor', 'no'), addsHardware: () => true }
    const without = await attach([source('bpf', 'yes'), hidden], 'auto')
    assert.equal(without.health().get('drop-monitor')?.status, 'unavailable')
  })

  it('named without the one that tells of hardware drops, they hide these where there are any', async () => {
    const monitor = { ...source('drop-monitor', 'yes'), addsHardware: () => true }
    const hidden = (await attach([source('bpf', 'yes'), monitor], ['bpf'])).health()
    assert.match(String(hidden.get('drop-monitor')?.detail['hides']), /in hardware/)
    const none = await attach([source('bpf', 'yes'), source('drop-monitor', 'yes')], ['bpf'])
    assert.equal(none.health().get('drop-monitor')?.detail['hides'], '')
  })

  it('auto calls a worse source not needed, a better one that cannot run unavailable', async () => {
    const sources = [source('bpf', 'no'), source('drop-monitor', 'yes'), source('tracefs', 'no')]
    const health = (await attach(sources, 'auto')).health()
    assert.equal(health.get('bpf')?.status, 'unavailable')
    assert.equal(health.get('tracefs')?.status, 'off')
    assert.match(health.get('tracefs')?.why ?? '', /^not needed: drop-monitor records/)
    assert.equal(health.get('tracefs')?.detail['hides'], '')
  })

  it('two that are named record side by side: the better one counts, and each knows its time', async () => {
    const all = [source('bpf', 'yes'), source('drop-monitor', 'yes'), source('tracefs', 'yes')]
    const drops = await attach(all, ['tracefs', 'bpf'])
    assert.deepEqual(drops.names, ['bpf', 'tracefs'])
    assert.deepEqual(drops.hardwareNames, [])
    assert.equal(drops.totals.drops, 3)
    assert.equal(drops.health().get('drop-monitor')?.status, 'off')
    assert.match(
      drops.health().get('drop-monitor')?.why ?? '',
      /not asked for: --source bpf,tracefs/,
    )
    assert.equal(drops.health().get('bpf')?.detail['fromNs'], 0)
    await drops.stop()
    assert.equal(drops.health().get('bpf')?.detail['toNs'], 0)
  })

  it('count from and up to the moments when their books are opened and closed, and tell what lies outside', async () => {
    const running = new CountingSource()
    const drops = await attach([source('bpf', 'yes', running)], ['bpf'])
    drops.openBooks()
    await drops.settle()
    drops.closeBooks()
    assert.deepEqual(running.books, ['opened', 'settled', 'closed'])
    assert.equal(drops.health().get('bpf')?.why, '')
    running.outside = { beforeFirstReading: 17, afterLastReading: 5 }
    const { status, why } = drops.health().get('bpf') ?? {}
    assert.equal(status, 'ok')
    assert.equal(
      why,
      'drops seen 17 before the first reading of the counters and 5 after the last one are in no count',
    )
  })

  it('tell once of masks that a source cannot apply, and its health says so', async () => {
    const blind = new CountingSource()
    blind.blindTo = ['iface']
    const drops = await attach(
      [source('bpf', 'yes'), source('tracefs', 'yes', blind)],
      ['bpf', 'tracefs'],
    )
    const eth0 = { field: 'iface', pattern: 'eth0' } as const
    const reason = { field: 'reason', pattern: 'NO_SOCKET' } as const
    assert.deepEqual(drops.noteMasks([reason]), [])
    const [said, another] = drops.noteMasks([reason, eth0])
    assert.match(said ?? '', /^tracefs: .*: iface=eth0$/)
    assert.equal(another, undefined)
    assert.deepEqual(drops.noteMasks([eth0]), [])
    assert.deepEqual(drops.blindTo, [], 'bpf counts')
    assert.equal(drops.health().get('bpf')?.status, 'ok')
    const { status, why } = drops.health().get('tracefs') ?? {}
    assert.equal(status, 'partial')
    assert.match(why ?? '', /without effect.*iface=eth0/)
  })

  it('are closed whether or not one of them fails', async () => {
    const [failing, fine] = [new CountingSource(), new CountingSource()]
    failing.polls = 2
    const drops = await attach(
      [source('bpf', 'yes', failing), source('tracefs', 'yes', fine)],
      ['bpf', 'tracefs'],
    )
    drops.closeBooks()
    assert.deepEqual(fine.books, ['closed'])
    assert.equal(drops.health().get('bpf')?.status, 'partial')
    assert.match(drops.health().get('bpf')?.why ?? '', /ring is gone/)
  })

  it('auto does not even ask what is not needed: asking may load a module', () => {
    let asked = 0
    const asking = (name: DropSource['name'], hardware: boolean): DropSource => ({
      ...source(name, 'yes'),
      addsHardware: () => hardware,
      obstacle: () => {
        asked++
        return undefined
      },
    })
    chooseDropSources([source('bpf', 'yes'), asking('drop-monitor', false)], 'auto')
    assert.equal(asked, 0)
    chooseDropSources([source('bpf', 'yes'), asking('drop-monitor', true)], 'auto')
    assert.equal(asked, 1, 'hardware drops')
    chooseDropSources([source('bpf', 'no'), asking('drop-monitor', false)], 'auto')
    assert.equal(asked, 2, 'nothing better')
  })

  it('auto does not start what is not needed', async () => {
    const drops = await attach([source('bpf', 'yes'), source('tracefs', 'yes')], 'auto')
    assert.deepEqual(drops.names, ['bpf'])
    assert.equal(drops.health().get('tracefs')?.status, 'off')
  })

  it('fails with exit 3 and the obstacle if none works', async () => {
    const expected = { name: 'DropcorrError', exitCode: 3, why: 'no BTF', hint: obstacle.hint }
    assert.throws(() => chooseDropSources([source('bpf', 'no')], 'auto'), expected)
    assert.throws(() => chooseDropSources([], 'auto'), { exitCode: 3 })
    await assert.rejects(attach([source('bpf', 'not when started')], 'auto'), {
      exitCode: 3,
      why: 'EPERM: not root',
    })
  })

  it('tells what hindered the best where none starts, not what the worse ones lack', async () => {
    const worse: DropSource = {
      ...source('tracefs', 'yes'),
      start: () => Promise.reject(new Error('tracefs is not mounted')),
    }
    await assert.rejects(attach([source('bpf', 'not when started'), worse], 'auto'), {
      why: 'EPERM: not root',
    })
  })

  it('a named source must exist and work; others are detached again', async () => {
    assert.throws(() => chooseDropSources([source('bpf', 'yes')], ['ebpf']), {
      exitCode: 2,
      why: 'there are: auto, bpf',
    })
    assert.throws(() => chooseDropSources([source('bpf', 'no')], ['bpf']), { exitCode: 3 })
    const first = new CountingSource()
    const both = [source('bpf', 'yes', first), source('tracefs', 'not when started')]
    await assert.rejects(attach(both, ['bpf', 'tracefs']), {
      exitCode: 3,
      message: '--source tracefs cannot be started',
    })
    assert.equal(first.stopped, true)
  })

  it('asks a source that failed no more, and its health says so', async () => {
    const running = new CountingSource()
    const drops = await attach([source('bpf', 'yes', running)], 'auto')
    const failures: string[] = []
    for (let round = 0; round < 4; round += 1) {
      drops.poll((name, why) => failures.push(`${name}: ${why}`))
    }
    assert.deepEqual(failures, ['bpf: ring is gone'])
    assert.equal(running.polls, 2)
    await drops.stop()
    assert.equal(running.stopped, true)
    assert.equal(drops.health().get('bpf')?.status, 'partial')
    const expected = { drops: 3, masked: 0, lostDetails: 1, uncounted: 2, topSite: 'x' }
    assert.deepEqual(drops.totals, expected)
  })
})
