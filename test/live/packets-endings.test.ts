import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { startPackets, type PacketsOptions } from '../../capture/packet-sources/libpcap.js'
import {
  captureProcesses,
  inNetns,
  interfacesOf,
  liveClock,
  liveObstacle,
  makePair,
  namedNamespaces,
  removeNetns,
  RowStore,
} from './packets-setting.js'

const left = 'dcp-end-l'
const right = 'dcp-end-r'
const device = 'dcpe0'

/** Inodes of the packet sockets in a namespace; other programs may have some there too. */
const packetSockets = (netns: string): readonly string[] =>
  inNetns(netns, 'cat', '/proc/net/packet')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/).at(-1) ?? '')

const socketsOf = (pid: number): readonly string[] =>
  readdirSync(`/proc/${pid}/fd`)
    .map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1])
    .filter((inode) => inode !== undefined)

/** Sends without pause until killed. */
const flooder = () =>
  spawn(
    'ip',
    [
      ...['netns', 'exec', left, 'timeout', '20', process.execPath, '-e'],
      `const socket = require('node:dgram').createSocket('udp4')
       const next = () => { for (let i = 0; i < 64; i++) socket.send('x', 7001, '10.77.0.2'); setImmediate(next) }
       socket.bind(5000, () => { console.log('sending'); next() })`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )

describe('endings of a packet capture (live)', function () {
  this.timeout(60_000)
  let store: RowStore

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

  afterEach(() => removeNetns(left, right))

  const options = (): PacketsOptions => {
    const netns = namedNamespaces(left, right)
    return {
      interfaces: [],
      filter: '',
      snapLength: 128,
      sink: store,
      clock: liveClock(),
      netns,
      listInterfaces: () => interfacesOf(netns),
    }
  }

  it('leaves no socket and no process behind', async () => {
    const capture = await startPackets(options())
    const [pid = 0] = captureProcesses()
    const inodes = new Set(socketsOf(pid))
    const ours = (netns: string) => packetSockets(netns).filter((inode) => inodes.has(inode))
    assert.deepEqual([ours(left).length, ours(right).length], [1, 1])
    await capture.stop()
    await capture.stop()
    assert.deepEqual([...ours(left), ...ours(right)], [])
    assert.deepEqual(captureProcesses(), [])
  })

  it('ends in the middle of a flood, with every packet up to then', async () => {
    const capture = await startPackets(options())
    const flood = flooder()
    try {
      await once(flood.stdout, 'data')
      while (capture.totals.packets < 5000) await turn()
      await capture.stop()
    } finally {
      flood.kill()
    }
    const blocks = store.all('packet_block')
    const kept = blocks.reduce((sum, { packets }) => sum + packets, 0)
    assert.equal(kept, capture.totals.packets)
    const counted = store.all('flow_second').reduce((sum, { packets }) => sum + packets, 0)
    assert.equal(counted, kept)
    assert.ok(store.captures().every(({ to_ns }) => to_ns !== null))
  })

  it('goes on without packets, and says so, when the capture process is killed', async () => {
    const capture = await startPackets(options())
    inNetns(left, 'bash', '-c', 'echo x >/dev/udp/10.77.0.2/9')
    const [pid = 0] = captureProcesses()
    process.kill(pid, 'SIGKILL')
    while (store.all('event').length === 0) await turn()
    capture.refresh()
    await capture.stop()
    const { status, why } = capture.health()
    assert.equal(status, 'partial')
    assert.match(why, /SIGKILL/)
    assert.ok(store.captures().every((row) => /SIGKILL/.test(row.why) && row.to_ns !== null))
    assert.equal(store.all('event')[0]?.kind, 'source')
  })
})
