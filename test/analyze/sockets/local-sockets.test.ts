import assert from 'node:assert/strict'
import { findingsOf, theFinding } from '../session-builder.js'
import type { SocketLiteral } from '../session-literal.js'

const server = '192.0.2.2'
const named = { port: 53, inode: 77, owner: { pid: 9, comm: 'named' } }
const damaged = (sockets: readonly SocketLiteral[], local = server) => ({
  drops: [
    {
      ...{ site: 'udp_queue_rcv_one_skb', reason: 'UDP_CSUM', drops: 29 },
      packet: { src: '192.0.2.1', sport: 4000, dst: server, dport: 53 },
    },
  ],
  addresses: [`eth0 ${local}/24`],
  sockets,
})
const whose = async (session: ReturnType<typeof damaged>): Promise<readonly (number | null)[]> =>
  theFinding(await findingsOf(session), 'udp-bad-checksum').sockets.map(({ pid }) => pid)

describe('local sockets', () => {
  it('names the receiver of packets whose cause looks at no socket', async () => {
    assert.deepEqual(await whose(damaged([named])), [9])
  })

  it('names the sender of packets for others', async () => {
    const sender = { port: 4000, owner: { pid: 7, comm: 'dig' } }
    assert.deepEqual(await whose(damaged([sender], '192.0.2.1')), [7])
  })

  it('names none for packets that only pass, whatever listens on that port here', async () => {
    assert.deepEqual(await whose(damaged([named], '192.0.2.77')), [])
  })

  it('names none of two that share the port, but the one that is connected to the sender', async () => {
    const other = { port: 53, inode: 78, owner: { pid: 10, comm: 'unbound' } }
    assert.deepEqual(await whose(damaged([named, other])), [])
    const connected = { ...other, remote: '192.0.2.1', remotePort: 4000 }
    assert.deepEqual(await whose(damaged([named, connected])), [10])
  })
})
