import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/tc-actions.js'
import { actionRequest, parseActions } from '../../../capture/netlink/action-message.js'
import {
  attribute,
  attributeNested,
  attributeString,
  concatBytes,
  viewOf,
} from '../../../capture/netlink/attributes.js'

const numbers = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 4)
  for (const [i, value] of values.entries()) viewOf(bytes).setUint32(i * 4, value, true)
  return bytes
}
const statistics = (drops: number, overlimits: number): Uint8Array =>
  attributeNested(4, attribute(3, numbers(0, 0, drops, 0, overlimits)))
const mirred = (index: number, eaction: number, ifindex: number, overlimits: number) =>
  concatBytes([
    attributeString(1, 'mirred'),
    statistics(0, overlimits),
    // TCA_MIRRED_TM comes as 1, TCA_MIRRED_PARMS as 2
    attributeNested(2, attribute(2, numbers(index, 0, 3, 1, 1, eaction, ifindex))),
  ])
const gact = (index: number, drops: number) =>
  concatBytes([
    attributeString(1, 'gact'),
    statistics(drops, 0),
    attributeNested(2, attribute(2, numbers(index, 0, 2, 1, 1))),
  ])
const message = (...actions: readonly Uint8Array[]): Uint8Array =>
  concatBytes([
    new Uint8Array(4),
    attributeNested(1, ...actions.map((action, i) => attributeNested(i + 1, action))),
  ])

describe('tc actions', () => {
  it('are told by kind, index, target and what they could not send', () => {
    const payload = message(mirred(1, 1, 7, 11), mirred(2, 2, 8, 12), gact(5, 13))
    assert.deepEqual(parseActions(payload), [
      { kind: 'redirect', index: 1, target: 7, dropped: 0, overlimits: 11 },
      { kind: 'mirror', index: 2, target: 8, dropped: 0, overlimits: 12 },
      { kind: 'gact', index: 5, target: undefined, dropped: 13, overlimits: 0 },
    ])
  })

  it('are counters of the interface that they send to', () => {
    assert.deepEqual(parse([message(mirred(1, 3, 7, 11))]), [
      { name: 'action:redirect-1.dropped', value: 0, ifindex: 7 },
      { name: 'action:redirect-1.overlimits', value: 11, ifindex: 7 },
    ])
  })

  it('are none in an empty, cut off or foreign message', () => {
    const whole = message(mirred(1, 1, 7, 11))
    assert.deepEqual(parseActions(new Uint8Array(4)), [])
    assert.deepEqual(parseActions(new Uint8Array(0)), [])
    for (let length = 0; length < whole.length; length += 3)
      assert.doesNotThrow(() => parseActions(whole.subarray(0, length)))
    assert.deepEqual(parseActions(message(attributeString(1, 'gact'))), [])
  })

  it('are asked for by kind', () => {
    const request = Buffer.from(actionRequest('mirred'))
    assert.ok(request.includes('mirred\0'))
  })
})
