import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import {
  checkFilter,
  startPackets,
  type PacketsOptions,
  type RunningPackets,
} from '../../capture/packet-sources/libpcap.js'
import { capturedPackets } from '../../session/captured-packets.js'
import { packetRecords } from '../../session/packet-deltas.js'
import { DropcorrError } from '../../session/dropcorr-error.js'
import { decodeFrame } from '../../session/packet/decode.js'
import type { PacketHeaders } from '../../session/packet/headers.js'
import { samples } from '../session/packet/frames.js'
import {
  inNetns,
  interfacesOf,
  liveClock,
  liveObstacle,
  makePair,
  namedNamespaces,
  removeNetns,
  RowStore,
  run,
} from './packets-setting.js'
import { device, injectFrames, left, sendUdp } from './packets-senders.js'

const right = 'dcp-right'
/** A prime number: no multiple of a batch can be mistaken for it. */
const sent = 997

interface Seen {
  readonly netns: number
  readonly ifindex: number
  readonly atNs: number
  readonly headers: PacketHeaders
}

const seenIn = (store: RowStore): readonly Seen[] =>
  store.all('packet_block').flatMap(({ netns, ifindex, link_type, data }) => {
    const packets = capturedPackets(packetRecords(data))
    return Array.from({ length: packets.count }, (_, index) => ({
      netns,
      ifindex,
      atNs: packets.atNs(index),
      headers: decodeFrame(packets.bytes(index), link_type),
    }))
  })

describe('packet capture (live)', function () {
  this.timeout(60_000)
  let store: RowStore
  let running: RunningPackets | undefined

  before(function () {
    const obstacle = liveObstacle()
    if (obstacle === undefined) return
    console.log(`      skipped: ${obstacle}`)
    this.skip()
  })

  beforeEach(() => {
    removeNetns(left, right)
    makePair(left, right, device)
    store = new RowStore()
  })

  afterEach(async () => {
    // A failed assertion must not leave its capture process behind.
    await running?.stop()
    removeNetns(left, right)
  })

  const start = async (setting: PacketsOptions): Promise<RunningPackets> => {
    running = undefined
    return (running = await startPackets(setting))
  }

  const options = (more: Partial<PacketsOptions> = {}): PacketsOptions => {
    const netns = namedNamespaces(left, right)
    return {
      interfaces: [],
      filter: '',
      snapLength: 128,
      sink: store,
      clock: liveClock(),
      netns,
      listInterfaces: () => interfacesOf(netns),
      ...more,
    }
  }

  it('takes every packet of IPv4, IPv6, VLAN and ARP, on both ends, with flows by second', async () => {
    const setting = options()
    const fromNs = setting.clock.now()
    const capture = await start(setting)
    sendUdp('10.77.0.2', 7001, sent)
    sendUdp('fd77::2', 7002, sent)
    injectFrames(samples.vlan, sent)
    sendUdp('10.77.0.99', 7004, 1)
    await capture.stop()
    const toNs = setting.clock.now()

    const seen = seenIn(store)
    const main = interfacesOf(setting.netns).filter(({ name }) => name === device)
    for (const { netns, ifindex } of main) {
      const here = seen.filter((packet) => packet.netns === netns && packet.ifindex === ifindex)
      const count = (is: (headers: PacketHeaders) => boolean) =>
        here.filter(({ headers }) => is(headers)).length
      assert.equal(
        count(({ dport, family }) => dport === 7001 && family === 4),
        sent,
      )
      assert.equal(
        count(({ dport, family }) => dport === 7002 && family === 6),
        sent,
      )
      assert.equal(
        count(({ dport, vlans }) => dport === 53 && vlans[0] === 100),
        sent,
      )
      assert.ok(count(({ arp }) => arp?.targetAddress === '10.77.0.99') > 0)
      const stamps = here.map(({ atNs }) => atNs)
      assert.ok(stamps.every((atNs) => atNs >= fromNs && atNs <= toNs))
      assert.deepEqual(
        stamps,
        stamps.toSorted((a, b) => a - b),
      )
    }
    for (const port of [7001, 7002, 53]) {
      const flows = store.all('flow').filter(({ dport, proto }) => dport === port && proto === 17)
      assert.equal(flows.length, 2, 'one on each end')
      for (const { id, sport } of flows) {
        assert.equal(sport, port === 53 ? 4000 : 5000)
        const seconds = store.all('flow_second').filter(({ flow }) => flow === id)
        assert.equal(
          seconds.reduce((sum, { packets }) => sum + packets, 0),
          sent,
        )
        assert.ok(seconds.every(({ at_ns }) => at_ns % 1e9 === 0))
      }
    }
    assert.equal(capture.totals.packets, seen.length)
    assert.equal(
      store.captures().reduce((sum, { received }) => sum + received, 0),
      seen.length,
    )
    assert.deepEqual(capture.health().status, 'ok', capture.health().why)
  })

  it('takes what goes over a loopback interface once, though it passes there twice', async () => {
    run('ip', '-n', left, 'link', 'set', 'lo', 'up')
    const capture = await start(options({ filter: 'udp' }))
    sendUdp('10.77.0.1', 7001, sent)
    await capture.stop()
    const there = seenIn(store).filter(({ headers }) => headers.udp?.dport === 7001)
    assert.equal(there.length, sent)
  })

  it('cuts packets at the snap length and keeps their length on the wire', async () => {
    const capture = await start(options({ snapLength: 61, filter: 'udp port 7001' }))
    sendUdp('10.77.0.2', 7001, 1)
    await capture.stop()
    const [block] = store.all('packet_block')
    const packets = capturedPackets(packetRecords(block?.data ?? new Uint8Array(0)))
    assert.deepEqual([packets.length(0), packets.bytes(0).length], [142, 61])
  })

  it('notices a vanished interface and a vanished namespace, and takes up new ones', async () => {
    const capture = await start(options())
    sendUdp('10.77.0.2', 7001, 5)
    run('ip', '-n', left, 'link', 'del', device)
    capture.refresh()
    run('ip', 'netns', 'del', right)
    capture.refresh()
    run('ip', '-n', left, 'link', 'add', 'dcpnew', 'type', 'veth', 'peer', 'dcppeer')
    run('ip', '-n', left, 'link', 'set', 'dcpnew', 'up')
    const isCaptured = () => store.captures().some(({ name }) => name === 'dcpnew')
    while (!isCaptured()) {
      capture.refresh()
      await turn()
    }
    await capture.stop()
    const ends = store.captures().map(({ name, why }) => `${name}: ${why}`)
    assert.deepEqual(ends.toSorted(), [
      `${device}: interface vanished`,
      `${device}: interface vanished`,
      'dcpnew: ',
    ])
    assert.equal(store.all('event').length, 3)
    assert.equal(seenIn(store).filter(({ headers }) => headers.dport === 7001).length, 10)
  })

  it('goes on after an interface was down', async () => {
    const capture = await start(options({ filter: 'udp port 7001' }))
    run('ip', '-n', left, 'link', 'set', device, 'down')
    run('ip', '-n', left, 'link', 'set', device, 'up')
    sendUdp('10.77.0.2', 7001, sent)
    await capture.stop()
    const counts = store.captures().map(({ received }) => received)
    assert.deepEqual(counts, [sent, sent])
  })

  it('lets a namespace go that only the capture keeps', async () => {
    const capture = await start(options())
    run('ip', 'netns', 'del', right)
    capture.refresh()
    // Its veth end goes with it, and that takes ours along; the kernel does it in its own time.
    const deadline = performance.now() + 20_000
    const isThere = () => run('ip', '-n', left, '-o', 'link').includes(device)
    while (isThere() && performance.now() < deadline) await turn()
    assert.ok(!isThere())
    await capture.stop()
    assert.equal(capture.health().status, 'ok', capture.health().why)
  })

  it('refuses an interface that is not there, and names those that are', async () => {
    await assert.rejects(startPackets(options({ interfaces: ['nosuch0'] })), (error) => {
      assert.ok(error instanceof DropcorrError)
      assert.equal(error.exitCode, 2)
      assert.match(error.why, new RegExp(`${left}/${device}`))
      return true
    })
  })

  it('refuses a bad filter with the words of libpcap', async () => {
    const isRefusal = (error: unknown): boolean =>
      error instanceof DropcorrError && error.exitCode === 2 && /syntax error/.test(error.why)
    await assert.rejects(checkFilter('udp prot 53'), isRefusal)
    await assert.rejects(startPackets(options({ filter: 'udp prot 53' })), isRefusal)
  })

  it('goes on where the filter fits only some link types', async () => {
    inNetns(left, 'ip', 'tuntap', 'add', 'dcptun', 'mode', 'tun')
    run('ip', '-n', left, 'link', 'set', 'dcptun', 'up')
    const capture = await start(options({ filter: 'udp or ether host 02:00:00:00:00:77' }))
    sendUdp('10.77.0.2', 7001, 5)
    await capture.stop()
    assert.equal(capture.health().status, 'partial')
    assert.match(capture.health().why, /dcptun/)
    assert.equal(capture.totals.packets, 10)
  })
})
