import assert from 'node:assert/strict'
import { addon } from '../../capture/native.js'

const netlinkRoute = 0
const getLink = 18
const newLink = 16
const requestDump = 0x301

/** RTM_GETLINK for all interfaces. */
function linkDump(): Uint8Array {
  const message = new Uint8Array(32)
  const view = new DataView(message.buffer)
  view.setUint32(0, message.length, true)
  view.setUint16(4, getLink, true)
  view.setUint16(6, requestDump, true)
  return message
}

describe('netlink socket', () => {
  it('sends a request and receives the answers of the kernel', () => {
    const socket = addon().openNetlink(netlinkRoute)
    try {
      assert.ok(socket.portId > 0)
      socket.send(linkDump())
      const { datagrams, overruns } = socket.receive(100, 1000)
      assert.equal(overruns, 0)
      const [first] = datagrams
      assert.ok(first)
      assert.equal(new DataView(first.buffer, first.byteOffset).getUint16(4, true), newLink)
      assert.equal(socket.drops(), 0)
    } finally {
      socket.close()
    }
  })

  it('waits no longer than told when nothing comes', () => {
    const socket = addon().openNetlink(netlinkRoute)
    assert.deepEqual(socket.receive(1, 0), { datagrams: [], overruns: 0 })
    socket.close()
  })

  it('tells an overrun and goes on', () => {
    const socket = addon().openNetlink(netlinkRoute)
    try {
      socket.setReceiveBuffer(1)
      let overruns = 0
      for (let i = 0; i < 1000 && overruns === 0; i++) {
        // A second dump while one is under way is refused: those answers fill the buffer.
        socket.send(linkDump())
        if (i % 50 === 49) overruns += socket.receive(1, 0).overruns
      }
      assert.ok(overruns > 0)
    } finally {
      socket.close()
    }
  })

  it('refuses to work when closed', () => {
    const socket = addon().openNetlink(netlinkRoute)
    socket.close()
    socket.close()
    assert.throws(() => socket.send(linkDump()), { code: 'EBADF' })
    assert.throws(() => socket.receive(1, 0), { code: 'EBADF' })
  })

  it('says what the kernel refused', () => {
    assert.throws(() => addon().openNetlink(31), { code: 'EPROTONOSUPPORT', syscall: 'socket' })
  })

  it('holds no memory once it is closed, however long until the garbage collector looks', () => {
    const before = process.memoryUsage().rss
    for (let count = 0; count < 2000; count += 1) addon().openNetlink(netlinkRoute).close()
    const grownMb = (process.memoryUsage().rss - before) / 2 ** 20
    // 256 KiB each would be 500 MB.
    assert.ok(grownMb < 100, `${grownMb} MB`)
  })
})
