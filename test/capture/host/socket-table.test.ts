import assert from 'node:assert/strict'
import { SocketTable } from '../../../capture/host/socket-table.js'
import type { SeenSocket } from '../../../capture/host/seen-socket.js'
import type { SessionClock } from '../../../capture/source.js'
import { CollectedRows } from './collected-rows.js'

const clock: SessionClock = { now: () => 5, startMonotonicNs: 0n, fromWall: () => 0 }

const udp = (key: number, values: Partial<SeenSocket> = {}): SeenSocket => ({
  protocol: 'udp',
  key,
  inode: key * 10,
  family: 4,
  state: 'close',
  localAddress: '127.0.0.1',
  localPort: 53,
  remoteAddress: '0.0.0.0',
  remotePort: 0,
  boundIfindex: 0,
  v6only: false,
  uid: 0,
  rcvbuf: 212992,
  sndbuf: 212992,
  rmem: 0,
  wmem: 0,
  drops: 0,
  backlog: null,
  ...values,
})
const all = { protocol: 'udp', cut: false } as const

describe('sockets of a session', () => {
  it('writes a row once, a sample when a value changes, and the end when it is gone', () => {
    const rows = new CollectedRows()
    const table = new SocketTable(rows, clock)
    table.observe(1, [udp(1)], all)
    table.observe(1, [udp(1)], all)
    table.observe(1, [udp(1, { rmem: 900, drops: 3 })], all)
    assert.equal(rows.of('socket').length, 1)
    assert.deepEqual(
      rows.of('socket_sample').map(({ rmem, drops }) => [rmem, drops]),
      [
        [0, 0],
        [900, 3],
      ],
    )
    assert.deepEqual([...table.dropping], [10])
    table.observe(1, [], all)
    assert.equal(rows.of('socket').at(-1)?.to_ns, 5)
    assert.equal(table.has(10), false)
  })

  it('says that sockets beyond its limit are missing, and writes no more rows', () => {
    const rows = new CollectedRows()
    const table = new SocketTable(rows, clock)
    const limit = 50_000
    table.observe(
      1,
      Array.from({ length: limit }, (_, index) => udp(index + 1)),
      all,
    )
    assert.equal(table.leftOut, 0)
    table.observe(1, [udp(limit + 1), udp(limit + 2)], { ...all, cut: true })
    assert.equal(table.leftOut, 2)
    assert.equal(rows.of('socket').length, limit)
  })

  it('keeps the id when a socket is bound or its buffer is changed, and what it held at first', () => {
    const rows = new CollectedRows()
    const table = new SocketTable(rows, clock)
    table.observe(1, [udp(1, { localPort: 0, rmem: 7 })], all)
    table.observe(1, [udp(1, { localPort: 99, rmem: 8, rcvbuf: 4096 })], all)
    assert.deepEqual(
      rows.of('socket').map((row) => [row.id, row.local_port, row.rcvbuf, row.rmem]),
      [
        [1, 0, 212992, 7],
        [1, 99, 4096, 7],
      ],
    )
  })

  it('takes the same inode under another cookie, or in another namespace, for another socket', () => {
    const rows = new CollectedRows()
    const table = new SocketTable(rows, clock)
    table.observe(1, [udp(1, { inode: 70 })], all)
    table.observe(1, [udp(2, { inode: 70 })], all)
    table.observe(2, [udp(1, { inode: 71 })], all)
    assert.equal(new Set(rows.of('socket').map(({ id }) => id)).size, 3)
    assert.equal(table.idOfInode(70), 2)
    assert.equal(table.netnsOfInode(71), 2)
  })

  it('takes no socket for gone because the list was cut, or did not ask for it', () => {
    const rows = new CollectedRows()
    const table = new SocketTable(rows, clock)
    const connection = udp(3, { protocol: 'tcp', state: 'established' })
    table.observe(1, [udp(1)], all)
    table.observe(1, [connection], { protocol: 'tcp', cut: false })
    table.observe(1, [], { protocol: 'udp', cut: true })
    table.observe(1, [], { protocol: 'tcp', listenersOnly: true, cut: false })
    assert.ok(rows.of('socket').every((row) => row.to_ns === null))
    table.forget(1)
    assert.equal(rows.of('socket').filter((row) => row.to_ns !== null).length, 2)
  })
})
