import assert from 'node:assert/strict'
import { attributeString, concatBytes } from '../../../capture/netlink/attributes.js'
import {
  encodeMessage,
  errorOf,
  NetlinkError,
  nlmFlag,
  nlmsg,
  parseMessages,
  type NetlinkMessage,
} from '../../../capture/netlink/message.js'
import { hex, prefixes } from './hex-fixture.js'

const one = (datagram: Uint8Array): NetlinkMessage => {
  const [message] = parseMessages(datagram)
  assert.ok(message)
  return message
}

describe('netlink messages', () => {
  const datagram = concatBytes([
    encodeMessage({ type: 16, flags: nlmFlag.multi, seq: 3 }, hex('0102030405')),
    encodeMessage({ type: nlmsg.done, flags: nlmFlag.multi, seq: 3 }, hex('00000000')),
  ])

  it('splits a datagram into messages, each padded to four bytes', () => {
    const messages = parseMessages(datagram)
    assert.deepEqual(
      messages.map(({ type, seq, body }) => [type, seq, body.length]),
      [
        [16, 3, 5],
        [nlmsg.done, 3, 4],
      ],
    )
  })

  it('leaves out a message that is cut off', () => {
    for (const prefix of prefixes(datagram)) assert.ok(parseMessages(prefix).length <= 1)
  })

  it('names the errno of a refusal, and takes 0 for an acknowledgement', () => {
    const refusal = one(encodeMessage({ type: nlmsg.error, flags: 0, seq: 1 }, hex('feffffff')))
    const error = errorOf(refusal)
    assert.ok(error instanceof NetlinkError)
    assert.equal(error.code, 'ENOENT')
    const ack = one(encodeMessage({ type: nlmsg.error, flags: 0, seq: 1 }, hex('00000000')))
    assert.equal(errorOf(ack), undefined)
  })

  it('quotes the explanation of the kernel, after the echoed request or its header alone', () => {
    const request = encodeMessage({ type: 18, flags: 1, seq: 1 }, hex('0011223344556677'))
    const text = attributeString(1, 'Invalid header for dump request')
    const whole = concatBytes([hex('eaffffff'), request, text])
    const flags = nlmFlag.ackTlvs
    const full = errorOf(one(encodeMessage({ type: nlmsg.error, flags, seq: 1 }, whole)))
    assert.equal(full?.extack, 'Invalid header for dump request')
    const short = concatBytes([hex('eaffffff'), request.subarray(0, 16), text])
    const capped = errorOf(
      one(encodeMessage({ type: nlmsg.error, flags: flags | nlmFlag.capped, seq: 1 }, short)),
    )
    assert.equal(capped?.message, 'netlink: EINVAL: Invalid header for dump request')
  })

  it('survives an error message without its errno', () => {
    const broken = one(
      encodeMessage({ type: nlmsg.error, flags: nlmFlag.ackTlvs, seq: 1 }, hex('')),
    )
    assert.equal(errorOf(broken), undefined)
  })
})
