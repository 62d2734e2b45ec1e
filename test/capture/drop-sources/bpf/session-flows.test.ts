import assert from 'node:assert/strict'
import { SessionFlows } from '../../../../capture/drop-sources/bpf/session-flows.js'
import { SessionKeys } from '../../../../capture/drop-sources/bpf/session-keys.js'
import type { NewFlow, NewKey } from '../../../../native/index.js'
import { CollectedRows } from '../../host/collected-rows.js'
import { silentContext } from './silent-context.js'

const key: NewKey = {
  ...{ id: 1, address: 0n, reason: 3, netnsInode: 0, netnsCookie: undefined },
  ...{ ifindex: 1, device: 'lo', firstNs: 0, protocol: 0x0800 },
}
const flow = (id: number): NewFlow => ({
  ...{ id, key: key.id, family: 4, proto: 17, src: Uint8Array.of(10, 0, 0, 1) },
  ...{ dst: Uint8Array.of(10, 0, 0, 2), sport: id, dport: 53, tcpFlags: 0 },
})

describe('flows of the BPF program in a session', () => {
  const rows = new CollectedRows()
  const context = silentContext('f', rows)

  it('are forgotten when many others came since, and that shows', () => {
    const keys = new SessionKeys(context, { all: [], name: () => 'NO_SOCKET' })
    keys.add(key)
    const flows = new SessionFlows(rows, keys, 0, 2)
    flows.add([flow(1), flow(2)])
    assert.ok(flows.knows(1) && flows.idOf(1) > 0)
    flows.add([flow(3), flow(4)])
    flows.add([flow(5), flow(6)])
    flows.add([flow(7)])
    assert.equal(flows.knows(1), false)
    assert.equal(flows.idOf(1), 0)
    assert.ok(flows.knows(7) && flows.idOf(7) > 0)
  })
})
