import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { CounterGain } from '../../analyze/artifacts/counter-gain.js'
import { createCounters, type Counters } from '../../capture/counters.js'
import { LiveNetnsRegistry } from '../../capture/host/namespaces.js'
import { addon } from '../../capture/native.js'
import type { SessionClock, Sink } from '../../capture/source.js'
import type { Row, TableName } from '../../session/tables.js'
import { requireRoot } from './root-only.js'

const ns = `dccounters-${process.pid}`
const lateNs = `${ns}-late`
const hiddenNs = `${ns}-hidden`

function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  assert.equal(status, 0, `${program} ${args.join(' ')}: ${stderr}`)
  return stdout
}

const inside = (netns: string, ...command: readonly string[]): string =>
  run('ip', 'netns', 'exec', netns, ...command)

/** Sends so many UDP datagrams from within a namespace, and waits until they are sent. */
function sendUdp(netns: string, to: string, port: number, count: number, bytes: number): void {
  const script = `
    const socket = require('node:dgram').createSocket('udp4')
    let left = ${count}
    const next = () => {
      if (left === 0) return socket.close()
      left -= 1
      // An answer to an earlier datagram (port unreachable) fails the next send: then it is sent again.
      socket.send(Buffer.alloc(${bytes}), ${port}, '${to}', (error) => {
        if (error) left += 1
        next()
      })
    }
    next()`
  inside(netns, process.execPath, '-e', script)
}

/** A receiver that never reads: its thread sleeps, for at most 30 s. */
async function sleepingReceiver(netns: string, port: number): Promise<ChildProcess> {
  const script = `
    const socket = require('node:dgram').createSocket({ type: 'udp4', recvBufferSize: 2048 })
    socket.bind(${port}, '127.0.0.1', () => {
      require('node:fs').writeSync(1, 'ready')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30000)
      process.exit()
    })`
  const command = ['netns', 'exec', netns, process.execPath, '-e', script]
  const child = spawn('ip', command, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

/** The rows of a recording, and what an analysis makes of them. */
class Recorded implements Sink {
  readonly #rows = new Map<TableName, Row<TableName>[]>()

  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    const known = this.#rows.get(table)
    if (known === undefined) this.#rows.set(table, [...rows])
    else for (const row of rows) known.push(row)
  }

  of<N extends TableName>(table: N): readonly Row<N>[] {
    return (this.#rows.get(table) ?? []) as unknown as readonly Row<N>[]
  }

  netnsId(name: string): number {
    const id = this.of('netns').find((row) => row.name === name)?.id
    assert.ok(id !== undefined, `no namespace ${name}`)
    return id
  }

  counters(netns: number | null, name: string | RegExp): readonly Row<'counter'>[] {
    return this.of('counter').filter(
      (row) =>
        row.netns === netns && (typeof name === 'string' ? row.name === name : name.test(row.name)),
    )
  }

  deltas(netns: number | null, name: string | RegExp): readonly number[] {
    return this.counters(netns, name).map(({ id, born, gauge }) => {
      const counted = new CounterGain({ born: born === 1, gauge: gauge === 1 })
      for (const { counter, value } of this.of('counter_change'))
        if (counter === id) counted.take(value)
      return counted.delta
    })
  }
}

describe('counters of this machine', function () {
  this.timeout(60_000)
  let recorded: Recorded
  let registry: LiveNetnsRegistry
  let counters: Counters
  const children: ChildProcess[] = []

  before(async function () {
    requireRoot(this)
    for (const name of [ns, hiddenNs]) {
      run('ip', 'netns', 'add', name)
      inside(name, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1')
      inside(name, 'ip', 'link', 'set', 'lo', 'up')
    }
    inside(ns, 'ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
    for (const device of ['v0', 'v1']) inside(ns, 'ip', 'link', 'set', device, 'up')
    inside(ns, 'ip', 'addr', 'add', '10.77.0.1/24', 'dev', 'v0')
    const neighbour = ['10.77.0.2', 'lladdr', '02:00:00:00:00:02', 'dev', 'v0']
    inside(ns, 'ip', 'neigh', 'add', ...neighbour, 'nud', 'permanent')
    sendUdp(hiddenNs, '127.0.0.1', 9, 3, 10)
    inside(ns, 'nft', 'add', 'table', 'inet', 'guard')
    const hook = '{ type filter hook input priority 0; }'
    inside(ns, 'nft', 'add', 'chain', 'inet', 'guard', 'in', hook)
    const rule = ['udp', 'dport', '6000', 'counter', 'drop']
    inside(ns, 'nft', 'add', 'rule', 'inet', 'guard', 'in', ...rule)
    sendUdp(ns, '127.0.0.1', 6000, 2, 10)
    children.push(await sleepingReceiver(ns, 5000))
    // More than the smallest buffer holds: from here on every datagram is dropped.
    sendUdp(ns, '127.0.0.1', 5000, 40, 300)

    recorded = new Recorded()
    const native = addon()
    const startMonotonicNs = native.monotonicNs()
    const clock: SessionClock = {
      now: () => Number(native.monotonicNs() - startMonotonicNs),
      startMonotonicNs,
      fromWall: () => 0,
    }
    registry = new LiveNetnsRegistry({ sink: recorded, clock, addon: native })
    let hidden = true
    const netns = {
      list: () => registry.list().filter(({ name }) => !(hidden && name === hiddenNs)),
      idOf: (inode: number, cookie: bigint | undefined) => registry.idOf(inode, cookie),
    }
    // Long enough that no round is too dear to read every namespace.
    const intervalMs = 60_000
    const options = { sink: recorded, clock, netns, addon: native, intervalMs }
    counters = await createCounters(options)
    counters.round('first')

    sendUdp(ns, '127.0.0.1', 5000, 13, 300)
    sendUdp(ns, '127.0.0.1', 5999, 7, 10)
    sendUdp(ns, '127.0.0.1', 6000, 11, 10)
    inside(
      ns,
      'tc',
      'qdisc',
      'add',
      ...'dev v0 root handle 8001: tbf rate 8kbit burst 300 limit 3000'.split(' '),
    )
    sendUdp(ns, '10.77.0.2', 7000, 17, 500)
    children.push(await sleepingReceiver(ns, 5001))
    counters.round('regular')
    sendUdp(ns, '127.0.0.1', 5001, 30, 300)

    run('ip', 'netns', 'add', lateNs)
    inside(lateNs, 'ip', 'link', 'set', 'lo', 'up')
    sendUdp(lateNs, '127.0.0.1', 9, 5, 10)
    hidden = false
    registry.rescan()
    counters.round('regular')

    sendUdp(ns, '10.77.0.2', 7000, 4, 500)
    counters.round('regular')
    // The same device, name and handle, but a new queue, which counts from zero.
    inside(ns, 'tc', 'qdisc', 'del', 'dev', 'v0', 'root')
    inside(
      ns,
      'tc',
      'qdisc',
      'add',
      ...'dev v0 root handle 8001: tbf rate 8kbit burst 300 limit 3000'.split(' '),
    )
    sendUdp(ns, '10.77.0.2', 7000, 6, 500)
    run('ip', 'netns', 'del', lateNs)
    registry.rescan()
    counters.round('last')
  })

  after(() => {
    for (const child of children) child.kill('SIGKILL')
    for (const name of [ns, hiddenNs, lateNs]) spawnSync('ip', ['netns', 'del', name])
  })

  it('counts 13 datagrams to a full receive buffer', () => {
    const id = recorded.netnsId(ns)
    const born = recorded.deltas(id, /^udp:\d+\.drops$/)
    const [ofSocket, ofLaterSocket = 0] = born
    assert.equal(ofSocket, 13)
    assert.ok(ofLaterSocket > 0, 'the receiver that came later dropped some of 30')
    assert.deepEqual(recorded.deltas(id, 'snmp:Udp.RcvbufErrors'), [13 + ofLaterSocket])
    assert.deepEqual(recorded.deltas(id, 'snmp:Udp.InErrors'), [13 + ofLaterSocket])
    const flags = recorded.counters(id, /^udp:\d+\.drops$/).map((row) => row.born)
    assert.deepEqual(flags, [0, 1])
  })

  it('counts 7 datagrams to a port without a socket', () => {
    assert.deepEqual(recorded.deltas(recorded.netnsId(ns), 'snmp:Udp.NoPorts'), [7])
  })

  it('counts 11 packets that a firewall rule drops', () => {
    const id = recorded.netnsId(ns)
    assert.deepEqual(recorded.deltas(id, /^nft:inet\/guard\/in\/\d+\.packets$/), [11])
  })

  it('counts 17 + 4 packets in a queue that came in mid-record, and 6 in the one that replaced it', () => {
    const id = recorded.netnsId(ns)
    assert.deepEqual(recorded.deltas(id, 'qdisc:v0/8001:.drops'), [27])
    assert.equal(recorded.counters(id, 'qdisc:v0/8001:.drops')[0]?.born, 1)
    assert.deepEqual(recorded.deltas(id, 'link:v0.tx_dropped'), [0], 'a queue is not the device')
  })

  it('counts from zero in a namespace made during the recording, and keeps it when that is gone', () => {
    const id = recorded.netnsId(lateNs)
    assert.deepEqual(recorded.deltas(id, 'snmp:Udp.NoPorts'), [5])
    assert.deepEqual(recorded.deltas(id, 'link:lo.rx_packets'), [10], '5 datagrams, 5 answers')
  })

  it('counts from its baseline in an old namespace that comes into sight', () => {
    const id = recorded.netnsId(hiddenNs)
    assert.deepEqual(recorded.deltas(id, 'snmp:Udp.NoPorts'), [0])
    assert.equal(recorded.counters(id, 'snmp:Udp.NoPorts')[0]?.born, 0)
  })

  it('agrees with what the kernel prints', () => {
    const id = recorded.netnsId(ns)
    const latest = (name: string): number | undefined => {
      const counter = recorded.counters(id, name)[0]?.id
      return recorded.of('counter_change').findLast((row) => row.counter === counter)?.value
    }
    const dev = inside(ns, 'cat', '/proc/net/dev').split('\n')
    const v1 =
      dev
        .find((line) => line.includes('v1:'))
        ?.trim()
        .split(/\s+/) ?? []
    assert.equal(latest('dev:v1.rx_packets'), Number(v1[2]))
    assert.equal(latest('link:v1.rx_packets'), Number(v1[2]))
  })

  it('says that every source it needs here is well, and what reading cost', () => {
    const health = counters.health()
    for (const name of ['counters', 'proc-net-snmp', 'proc-net-udp', 'qdisc', 'link-statistics']) {
      assert.equal(health.get(name)?.why, '', name)
      assert.equal(health.get(name)?.status, 'ok', name)
    }
    assert.equal(recorded.of('counter_round').length, 5)
    assert.ok(recorded.of('counter_round').every((row) => row.wall_us > 0 && row.cpu_us > 0))
  })

  it('holds no namespace open', () => {
    assert.equal(run('ip', 'netns', 'list').includes(lateNs), false)
    assert.equal(
      registry.list().some(({ name }) => name === lateNs),
      false,
    )
  })
})
