import assert from 'node:assert/strict'
import { SessionKeys } from '../../../../capture/drop-sources/bpf/session-keys.js'
import type { DropSourceContext } from '../../../../capture/source.js'
import { silentContext } from './silent-context.js'

/** What is told of sockets when a key of that site and reason is met in namespace 7, and drops again. */
function toldOf(site: string, reason: string, netnsInode = 7): readonly (readonly unknown[])[] {
  const told: unknown[][] = []
  const context: DropSourceContext = {
    ...silentContext(site),
    onSocketDrop: (...socket) => told.push(socket),
  }
  const keys = new SessionKeys(context, { all: [], name: () => reason })
  keys.add({
    ...{ id: 1, address: 1n, reason: 3, netnsInode, netnsCookie: undefined },
    ...{ ifindex: 1, device: 'lo', firstNs: 0, protocol: 0x0800 },
  })
  keys.again(1, 0)
  return told
}

describe('keys of the BPF program in a session', () => {
  it('have the sockets looked at where a packet found none', () => {
    assert.deepEqual(toldOf('__udp4_lib_rcv', 'NO_SOCKET'), [
      [0, 7],
      [0, 7],
    ])
  })

  it('have them looked at by site on kernels that give no reason', () => {
    assert.equal(toldOf('__udp4_lib_rcv', 'NOT_SPECIFIED').length, 2)
    assert.equal(toldOf('tcp_v6_rcv', 'NOT_SPECIFIED').length, 2)
  })

  it('leave sockets alone where no socket is to do with it', () => {
    assert.deepEqual(toldOf('nf_hook_slow', 'NETFILTER_DROP'), [])
    assert.deepEqual(toldOf('ip_rcv_core', 'NOT_SPECIFIED'), [])
    assert.deepEqual(toldOf('__udp4_lib_rcv', 'NO_SOCKET', 0), [])
  })
})
