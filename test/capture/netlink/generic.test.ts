import assert from 'node:assert/strict'
import {
  genericBody,
  messageType,
  parseFamily,
  parseGeneric,
  resolveFamily,
} from '../../../capture/netlink/generic.js'
import { encodeMessage, parseMessages } from '../../../capture/netlink/message.js'
import type { NetlinkSocket } from '../../../native/index.js'
import { netDmFixture, recordedKernels } from '../drop-sources/drop-monitor/net-dm-fixture.js'
import { prefixes } from './hex-fixture.js'

/** A kernel that answers the next request with recorded datagrams. */
function kernel(datagrams: readonly Uint8Array[]): NetlinkSocket {
  let seq = 0
  return {
    portId: 1,
    send: (message) => {
      seq = parseMessages(message)[0]?.seq ?? 0
    },
    receive: () => ({
      datagrams: datagrams.map((datagram) => {
        const answer = datagram.slice()
        new DataView(answer.buffer).setUint32(8, seq, true)
        return answer
      }),
      overruns: 0,
    }),
    joinGroup: () => undefined,
    setReceiveBuffer: (bytes) => bytes,
    drops: () => 0,
    close: () => undefined,
  }
}

describe('generic netlink', () => {
  it('finds a family and its groups as kernels tell them', () => {
    const ids = recordedKernels.map((each) => {
      const family = resolveFamily(kernel(netDmFixture(each, 'family')), 'NET_DM')
      assert.deepEqual(family?.groups, new Map([['events', 1]]))
      assert.equal(family.version, 2)
      assert.equal(family.maxAttribute, 23)
      return family.id
    })
    assert.ok(ids.every((id) => id > 16))
  })

  it('finds no family where there is none', () => {
    for (const each of recordedKernels) {
      assert.equal(resolveFamily(kernel(netDmFixture(each, 'family-absent')), 'NET_DM'), undefined)
    }
  })

  it('takes no damage from damaged answers', () => {
    const [datagram] = netDmFixture('6.12', 'family')
    const [message] = parseMessages(datagram ?? new Uint8Array(0))
    assert.ok(message)
    for (const body of prefixes(message.body)) {
      const family = parseFamily({ body })
      assert.ok(family === undefined || family.id > 16)
    }
  })

  it('reads what it writes', () => {
    const message = encodeMessage({ type: 35, flags: 0, seq: 1 }, genericBody(3, 2))
    assert.equal(messageType(message), 35)
    const [parsed] = parseMessages(message)
    const { command, version } = parseGeneric(parsed?.body ?? new Uint8Array(0)) ?? {}
    assert.deepEqual([command, version], [3, 2])
    assert.equal(messageType(message.subarray(0, 5)), undefined)
    assert.equal(parseGeneric(new Uint8Array(3)), undefined)
  })
})
