import assert from 'node:assert/strict'
import { concatBytes } from '../../../capture/netlink/attributes.js'
import { encodeMessage, nlmsg } from '../../../capture/netlink/message.js'
import { dumpUpTo, requestDump } from '../../../capture/netlink/request.js'
import { dump } from '../../../capture/netlink/rtnetlink.js'
import { changed, done, kernel, part, whole, type Reply } from './answering-kernel.js'
import { hex } from './hex-fixture.js'

describe('netlink requests', () => {
  it('gathers an answer of several datagrams', () => {
    const socket = kernel([
      (seq) => ({ datagrams: [part(seq, '01'), part(seq, '02')], overruns: 0 }),
      (seq) => ({ datagrams: [concatBytes([part(seq, '03'), done(seq)])], overruns: 0 }),
    ])
    const { messages, interrupted } = requestDump(socket, 18, hex(''))
    assert.deepEqual(
      messages.map(({ body }) => body[0]),
      [1, 2, 3],
    )
    assert.equal(interrupted, false)
  })

  it('passes over answers to another request', () => {
    const socket = kernel([
      (seq) => ({ datagrams: [part(seq - 1, '09'), done(seq - 1)], overruns: 0 }),
      whole,
    ])
    assert.equal(requestDump(socket, 18, hex('')).messages.length, 1)
  })

  it('asks again when the table changed meanwhile', () => {
    const { messages, interrupted } = requestDump(kernel([changed, whole]), 18, hex(''))
    assert.deepEqual([messages.length, interrupted], [1, false])
    const never = requestDump(kernel([changed, changed, changed, changed]), 18, hex(''))
    assert.equal(never.interrupted, true)
  })

  it('asks again after an overrun that took the end of the answer', () => {
    const overrun: Reply = () => ({ datagrams: [], overruns: 1 })
    const nothing: Reply = () => ({ datagrams: [], overruns: 0 })
    const { messages } = requestDump(kernel([overrun, nothing, whole]), 18, hex(''))
    assert.equal(messages.length, 1)
  })

  it('throws what the kernel refuses, and when no answer comes', () => {
    const refusal: Reply = (seq) => ({
      datagrams: [encodeMessage({ type: nlmsg.error, flags: 0, seq }, hex('ffffffff'))],
      overruns: 0,
    })
    assert.throws(() => requestDump(kernel([refusal]), 18, hex('')), { code: 'EPERM' })
    assert.throws(() => requestDump(kernel([]), 18, hex('')), /no answer/)
  })

  it('stops reading a table that is too long', () => {
    const more: Reply = (seq) => ({ datagrams: [part(seq, '01'), part(seq, '02')], overruns: 0 })
    const { bodies, cut } = dumpUpTo(kernel([more, more, more]), 18, hex(''), 3)
    assert.deepEqual([bodies.length, cut], [4, true])
  })

  it('asks again for such a table too, and says when it is never whole', () => {
    assert.deepEqual(dumpUpTo(kernel([changed, whole]), 18, hex(''), 3), {
      bodies: [hex('01020304')],
      cut: false,
      interrupted: false,
    })
    const never = dumpUpTo(kernel([changed, changed, changed, changed, whole]), 18, hex(''), 3)
    assert.equal(never.interrupted, true)
  })

  it('tells who asks for a table that it may not be whole', () => {
    let told = 0
    dump(kernel([changed, whole]), 18, hex(''), () => (told += 1))
    assert.equal(told, 0)
    dump(kernel([changed, changed, changed, changed]), 18, hex(''), () => (told += 1))
    assert.equal(told, 1)
  })
})
