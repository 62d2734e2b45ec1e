import assert from 'node:assert/strict'
import { parseProcNetPacket, parseProcNetSockets } from '../../../capture/host/proc-net-sockets.js'
import { SocketsInUse } from '../../../capture/host/sockets-in-use.js'

const udp =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n' +
  ' 1083: 0100007F:1092 00000000:0000 07 00000000:00034080 00:00000000 00000000  1000        0 263153 2 0000000000000000 741\n'
const tcp6 =
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n' +
  '   0: 000080FE00000000FF00FC02010000FE:10F7 00000000000000000000000000000000:0000 0A 00000000:00000002 00:00000000 00000000     0        0 263154 1 0000000000000000 100 0 0 10 0\n'

describe('sockets of /proc/net, where sock_diag cannot list them', () => {
  it('reads a UDP socket with its drops and leaves the limits unknown', () => {
    const [socket] = parseProcNetSockets('udp', udp)
    assert.ok(socket)
    assert.deepEqual(
      [socket.localAddress, socket.localPort, socket.state, socket.uid, socket.inode],
      ['127.0.0.1', 4242, 'close', 1000, 263153],
    )
    assert.deepEqual([socket.rmem, socket.drops, socket.rcvbuf], [0x34080, 741, null])
  })

  it('reads a listener of IPv6 with its accept queue', () => {
    const [socket] = parseProcNetSockets('tcp', tcp6)
    assert.deepEqual(
      [socket?.localAddress, socket?.localPort, socket?.state, socket?.rmem],
      ['fe80::2fc:ff:fe00:1', 4343, 'listen', 2],
    )
  })

  it('leaves out headings and truncated lines', () => {
    assert.deepEqual(parseProcNetSockets('udp', udp.slice(0, 160)), [])
    assert.deepEqual(parseProcNetSockets('udp', 'x y z\n\n'), [])
    assert.deepEqual(parseProcNetPacket('sk RefCnt Type Proto Iface R Rmem User Inode\n'), [])
  })

  it('reads a packet socket', () => {
    const text = '0000000000000000 3      3    0003   4     1 8192   0      20112 \n'
    const [socket] = parseProcNetPacket(text)
    assert.deepEqual(
      [socket?.localPort, socket?.boundIfindex, socket?.rmem, socket?.inode],
      [3, 4, 8192, 20112],
    )
  })
})

describe('sockets in use', () => {
  it('rules a protocol out only where the kernel says 0', () => {
    const inUse = new SocketsInUse('TCP: inuse 1 orphan 0\nUDP: inuse 0 mem 0\n', 'UDP6: inuse 2\n')
    assert.equal(inUse.maybe('tcp', 2), true)
    assert.equal(inUse.maybe('udp', 2), false)
    assert.equal(inUse.maybe('udp', 10), true)
    assert.equal(inUse.maybe('raw', 2), true)
  })
})
