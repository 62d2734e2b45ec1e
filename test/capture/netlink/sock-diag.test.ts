import assert from 'node:assert/strict'
import { parsePacketSocket } from '../../../capture/netlink/packet-diag.js'
import {
  inetDiagRequest,
  parseInetSocket,
  parseSocketMemory,
  stateBit,
} from '../../../capture/netlink/sock-diag.js'
import { hex, hexFixture, prefixes } from './hex-fixture.js'

describe('sock_diag', () => {
  it('a UDP socket with a datagram waiting', () => {
    const [body] = hexFixture('udp-sockets-6.18.hex')
    const socket = body === undefined ? undefined : parseInetSocket(body)
    assert.ok(socket)
    assert.equal(socket.state, 'close')
    assert.equal(`${socket.localAddress}:${socket.localPort}`, '127.0.0.1:4242')
    assert.deepEqual(socket.memory, {
      rmem: 832,
      rcvbuf: 212992,
      wmem: 0,
      sndbuf: 212992,
      backlogBytes: 0,
      drops: 0,
    })
  })

  it('a listener with one connection waiting of seven allowed', () => {
    const [body] = hexFixture('tcp-listeners-6.18.hex')
    const socket = body === undefined ? undefined : parseInetSocket(body)
    assert.ok(socket)
    assert.deepEqual(
      [socket.state, socket.localAddress, socket.receiveQueue, socket.sendQueue, socket.v6only],
      ['listen', '::', 1, 7, false],
    )
  })

  it('a truncated message: nothing from a cut header, no memory from a cut attribute', () => {
    const [body] = hexFixture('udp-sockets-6.18.hex')
    assert.ok(body)
    for (const prefix of prefixes(body)) {
      const socket = parseInetSocket(prefix)
      if (prefix.length < 72) assert.equal(socket, undefined)
    }
    assert.equal(parseInetSocket(body.subarray(0, 80))?.memory, undefined)
  })

  it('memory of a kernel without drops, and of one with more words', () => {
    assert.equal(parseSocketMemory(hex('01000000' + '00'.repeat(28)))?.drops, 0)
    assert.equal(parseSocketMemory(hex('00'.repeat(32) + '05000000' + 'ff'.repeat(8)))?.drops, 5)
    assert.equal(parseSocketMemory(hex('0100')), undefined)
  })

  it('asks for the states and the memory', () => {
    const request = inetDiagRequest(2, 17, stateBit('listen'))
    assert.equal(Buffer.from(request.subarray(0, 8)).toString('hex'), '0211400000040000')
    assert.equal(request.length, 56)
  })

  it('takes a packet socket only for what it is', () => {
    assert.equal(parsePacketSocket(hex('02'.repeat(16))), undefined)
    assert.equal(parsePacketSocket(hex('1103')), undefined)
    const socket = parsePacketSocket(hex('11030300' + '07000000' + '0900000000000000'))
    assert.deepEqual([socket?.protocol, socket?.inode, socket?.cookie], [3, 7, 9n])
  })
})
