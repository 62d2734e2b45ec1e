import assert from 'node:assert/strict'
import { addressNumber } from '../../../../capture/drop-sources/tracefs/unsigned-field.js'
import {
  parseEventFormat,
  type EventFormat,
} from '../../../../capture/drop-sources/tracefs/event-format.js'
import {
  stackEvent,
  type StackEvent,
} from '../../../../capture/drop-sources/tracefs/stack-event.js'
import { littleEndian } from '../../../../capture/netlink/attributes.js'
import { traceText } from './trace-fixture.js'

function formatOf(change = (text: string): string => text): EventFormat {
  const format = parseEventFormat(change(traceText('kernel_stack-6.18.format')))
  assert.ok(format)
  return format
}

function event(format = formatOf()): StackEvent {
  const found = stackEvent(format, 8)
  assert.ok(found)
  return found
}

const callerAt = 16
const first = 0xffff_ffff_8123_4567n
const second = 0xffff_ffff_8200_0000n

/** A record as the kernel lays it out, at an odd offset of its page. */
function record(addresses: readonly bigint[], claimed = addresses.length): DataView {
  const view = new DataView(new ArrayBuffer(3 + callerAt + addresses.length * 8), 3)
  view.setUint32(4, 4321, littleEndian)
  view.setUint32(8, claimed, littleEndian)
  addresses.forEach((address, i) => view.setBigUint64(callerAt + i * 8, address, littleEndian))
  return view
}

const framesOf = (view: DataView, length = view.byteLength): readonly number[] =>
  event().frames(view, 0, length)

describe('stacks that the tracer records', () => {
  it('are of a process, innermost function first', () => {
    const view = record([first, second])
    assert.equal(event().id, 4)
    assert.equal(event().pid(view, 0), 4321)
    assert.deepEqual(framesOf(view), [addressNumber(first), addressNumber(second)])
  })

  it('leave out what marks their end, a trampoline or nothing', () => {
    const marks = [0xffff_ffff_ffff_ffffn, 0xffff_ffffn, 0x7fff_ffffn, 0n]
    assert.deepEqual(framesOf(record([first, ...marks])), [addressNumber(first)])
  })

  it('are as many as the record says, has room for, and a kernel keeps', () => {
    assert.equal(framesOf(record([first, second], 1)).length, 1)
    assert.equal(framesOf(record([first, second], 9)).length, 2)
    const many = record(Array.from({ length: 200 }, () => first))
    assert.equal(framesOf(many).length, 128)
  })

  it('of a record that is cut off are those that came whole', () => {
    const view = record([first, second])
    assert.deepEqual(framesOf(view, view.byteLength - 1), [addressNumber(first)])
    for (const length of [0, 11, callerAt]) assert.deepEqual(framesOf(view, length), [])
  })

  it('need a list of callers and its length in the format; a process is not needed', () => {
    const lacking = (field: string): EventFormat =>
      formatOf((text) => text.replace(new RegExp(`(field:[^;]*)\\b${field}\\b`), '$1other'))
    assert.equal(stackEvent(lacking('caller'), 8), undefined)
    assert.equal(stackEvent(lacking('size'), 8), undefined)
    const nobody = event(lacking('common_pid'))
    assert.equal(nobody.pid(record([first]), 0), 0)
    assert.equal(nobody.frames(record([first]), 0, callerAt + 8).length, 1)
    const odd = formatOf((text) => text.replace(/(field:int size;\toffset:\d+;\tsize:)4/, '$13'))
    assert.equal(stackEvent(odd, 8), undefined)
  })
})
