import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { liveFacts } from '../capture/host/collected-rows.js'
import { TestNamespace } from '../capture/host/test-namespace.js'
import { requireRoot, skipBecause } from './root-only.js'

describe('facts of a network namespace', function () {
  this.timeout(20_000)
  let namespace: TestNamespace

  before(function () {
    requireRoot(this)
  })
  beforeEach(() => {
    namespace = new TestNamespace()
  })
  afterEach(() => {
    namespace.delete()
  })

  it('shows refusing routes, neighbours and rules as ip prints them', () => {
    namespace.run('ip', 'route', 'add', 'blackhole', '203.0.113.0/24')
    namespace.run('ip', '-6', 'route', 'add', 'prohibit', '2001:db8:1::/48')
    namespace.run('ip', 'link', 'add', 'd1', 'type', 'veth', 'peer', 'name', 'd0')
    namespace.run('ip', 'addr', 'add', '10.9.0.1/24', 'dev', 'd0')
    namespace.run('ip', 'link', 'set', 'd0', 'up')
    namespace.run('ip', 'neigh', 'add', '10.9.0.7', 'lladdr', '02:00:00:00:00:07', 'dev', 'd0')
    namespace.run('ip', 'rule', 'add', 'from', '10.9.0.0/24', 'lookup', '77', 'priority', '5')
    const { rows, facts, idOf } = liveFacts()
    facts.start()
    const netns = idOf(namespace.name)
    const routes = rows.of('route').filter((row) => row.netns === netns)
    const blackhole = routes.find((row) => row.type === 'blackhole')
    assert.equal(blackhole?.dst, '203.0.113.0/24')
    assert.equal(blackhole.text, 'blackhole 203.0.113.0/24')
    assert.equal(routes.find((row) => row.type === 'prohibit')?.dst, '2001:db8:1::/48')
    // Ours are in the order of the kernel, with nothing missing.
    const printed = namespace.run('ip', '-4', 'route', 'show', 'table', 'all').trim().split('\n')
    assert.deepEqual(
      routes
        .filter((row) => row.family === 4)
        .map((row) => row.text)
        .sort(),
      printed.map((line) => line.trim().replace(/\s+/g, ' ')).sort(),
    )
    const neighbour = rows.of('neighbour').find((row) => row.address === '10.9.0.7')
    assert.equal(neighbour?.mac, '02:00:00:00:00:07')
    assert.equal(neighbour.state, 'permanent')
    const rule = rows.of('rule').find((row) => row.netns === netns && row.priority === 5)
    assert.equal(rule?.text, 'from 10.9.0.0/24 lookup 77')
    const address = rows.of('address').find((row) => row.netns === netns && row.ifindex === 2)
    assert.equal(address?.address, '10.9.0.1')
    const group = rows.of('membership').find((row) => row.netns === netns && row.ifindex === 2)
    assert.equal(group?.group, '224.0.0.1')
    const forward = rows
      .of('sysctl')
      .find((row) => row.netns === netns && row.name === 'net.ipv4.conf.d0.rp_filter')
    assert.equal(
      forward?.value,
      namespace.run('cat', '/proc/sys/net/ipv4/conf/d0/rp_filter').trim(),
    )
  })

  it('decodes the options of qdiscs and classes', function () {
    namespace.run('ip', 'link', 'add', 'd0', 'type', 'veth', 'peer', 'name', 'd1')
    namespace.run('ip', 'link', 'set', 'd0', 'up')
    const tc = (text: string): void => {
      namespace.run('tc', ...text.split(' '))
    }
    tc('qdisc add dev d0 root handle 1: tbf rate 1mbit burst 10kb limit 20kb')
    tc('qdisc add dev d1 root handle 7: htb default 10')
    tc('class add dev d1 parent 7: classid 7:10 htb rate 2mbit ceil 5mbit')
    const { rows, facts, idOf } = liveFacts()
    facts.start()
    const netns = idOf(namespace.name)
    const options = (handle: string): unknown => {
      const row = rows.of('qdisc').find((qdisc) => qdisc.netns === netns && qdisc.handle === handle)
      return row === undefined ? undefined : JSON.parse(row.options)
    }
    assert.deepEqual(options('1:'), {
      rateBitsPerSecond: 1_000_000,
      limitBytes: 20_480,
      burstBytes: 10_240,
    })
    const leaf = options('7:10') as { rateBitsPerSecond: number; ceilBitsPerSecond: number }
    assert.equal(leaf.rateBitsPerSecond, 2_000_000)
    assert.equal(leaf.ceilBitsPerSecond, 5_000_000)
  })

  it('shows an nft rule with handle, verdict and counter, and a chain policy', function () {
    if (!existsSync('/usr/sbin/nft')) skipBecause(this, 'nft is not installed')
    namespace.run('nft', 'add table ip t')
    namespace.run('nft', 'add chain ip t c { type filter hook input priority 7 ; policy drop ; }')
    namespace.run('nft', 'add rule ip t c udp dport 9 counter drop comment "no # handle 4"')
    namespace.run('nft', 'add rule ip t c iif lo accept')
    const { rows, facts, idOf } = liveFacts()
    facts.start()
    const netns = idOf(namespace.name)
    const found = rows.of('firewall_rule').filter((row) => row.netns === netns)
    assert.deepEqual(
      found.map(({ position, verdict, packets }) => ({ position, verdict, packets })),
      [
        { position: -1, verdict: 'drop', packets: null },
        { position: 0, verdict: 'drop', packets: 0 },
        { position: 1, verdict: 'accept', packets: null },
      ],
    )
    const rule = found[1]
    assert.ok(rule)
    assert.equal(rule.hook, 'input')
    assert.equal(rule.priority, 7)
    assert.equal(rule.text, 'udp dport 9 counter packets 0 bytes 0 drop comment "no # handle 4"')
    namespace.run('nft', `delete rule ip t c handle ${rule.handle}`)
  })

  it('notes a change of an interface with a hostile name in mid-record', () => {
    const hostile = '\u001b[1m<b>"\'é'
    namespace.run('ip', 'link', 'add', 'd1', 'type', 'veth', 'peer', 'name', hostile)
    const { rows, facts, idOf } = liveFacts()
    facts.start()
    const netns = idOf(namespace.name)
    assert.equal(facts.interfaces.name(netns, 2), hostile)
    namespace.run('ip', 'link', 'set', hostile, 'mtu', '1234')
    facts.sample()
    const found = rows.of('interface').filter((row) => row.netns === netns && row.ifindex === 2)
    assert.deepEqual(
      found.map(({ mtu, to_ns }) => [mtu, to_ns === null]),
      [
        [1500, true],
        [1500, false],
        [1234, true],
      ],
    )
    assert.ok(rows.of('event').some((event) => event.text.includes('from 1500 to 1234')))
  })

  it('sees a stopped receiver with a full buffer: state, limit, memory in use and drops', async () => {
    const receiver = await namespace.start(
      `const s = require('dgram').createSocket('udp4'); s.bind(4242, '127.0.0.1', () => console.log('up'))`,
    )
    receiver.kill('SIGSTOP')
    const { rows, facts, idOf } = liveFacts()
    facts.start()
    const netns = idOf(namespace.name)
    const socket = rows.of('socket').find((row) => row.netns === netns && row.local_port === 4242)
    assert.ok(socket)
    assert.equal(socket.rcvbuf, Number(readFileSync('/proc/sys/net/core/rmem_default', 'utf8')))
    const sender = await namespace.start(
      `const s = require('dgram').createSocket('udp4'); let n = 0
       const next = () => n++ < 1000 ? s.send(Buffer.alloc(1000), 4242, '127.0.0.1', next) : (console.log('sent'), s.close())
       next()`,
    )
    if (sender.exitCode === null) await once(sender, 'exit')
    facts.onSocketDrop(socket.inode, netns)
    facts.sample()
    const sample = rows.of('socket_sample').findLast((row) => row.socket === socket.id)
    const column = namespace.run('cat', '/proc/net/udp').trim().split('\n')[1]?.trim().split(/\s+/)
    assert.ok(sample)
    assert.equal(sample.drops, Number(column?.[12]))
    assert.ok(sample.drops > 0 && sample.drops < 1000, `${sample.drops} drops`)
    assert.ok(sample.rmem > socket.rcvbuf - 3000, `${sample.rmem} of ${socket.rcvbuf} in use`)
    const owner = rows.of('socket_process').find((row) => row.socket === socket.id)
    assert.equal(owner?.pid, receiver.pid)
    const states = rows.of('process_sample').filter((row) => row.pid === receiver.pid)
    assert.equal(states.at(-1)?.state, 'T')
    const process = rows.of('process').find((row) => row.pid === receiver.pid)
    assert.equal(process?.netns, netns)
    assert.match(process.comm, /node|MainThread/)
  })

  it('sees a listener whose accept queue is full', async () => {
    const listener = await namespace.start(
      `require('net').createServer().listen({ port: 4343, host: '127.0.0.1', backlog: 3 }, () => console.log('up'))`,
    )
    listener.kill('SIGSTOP')
    await namespace.start(
      `let up = 0; for (let i = 0; i < 8; i++) require('net').connect(4343, '127.0.0.1').on('connect', () => { if (++up === 4) console.log('full') }).on('error', () => {}); setTimeout(() => {}, 15000)`,
    )
    const { rows, facts, idOf } = liveFacts()
    facts.start()
    const netns = idOf(namespace.name)
    const socket = rows
      .of('socket')
      .find((row) => row.netns === netns && row.local_port === 4343 && row.state === 'listen')
    assert.equal(socket?.backlog, 3)
    // The kernel accepts one connection beyond the limit.
    assert.equal(rows.of('socket_sample').find((row) => row.socket === socket.id)?.rmem, 4)
  })
})
