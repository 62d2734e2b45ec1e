import assert from 'node:assert/strict'
import { findingsOf, told } from '../session-builder.js'
import type { DropLiteral } from '../session-literal.js'
import { frameOf } from '../packet-bytes.js'

const packet = { proto: 2, src: '192.0.2.1', dst: '224.0.0.22' } as const

/** An IGMP message behind the headers that packet-bytes.ts makes; `kept` of its bytes. */
const igmp = (message: readonly number[], kept = message.length): DropLiteral => {
  const frame = frameOf({ ...packet, data: message.length })
  const start = frame.length - message.length
  frame.set(message, start)
  return { site: 'igmp_rcv', drops: 29, packet, head: frame.slice(0, start + kept) }
}
const report = [0x22, 0, 0xdd, 0xff, 0, 0, 0, 0]
const query = [0x11, 0, 0xee, 0xff, 0, 0, 0, 0]
const damaged = [0x22, 0, 0xdd, 0xfe, 0, 0, 0, 0]

describe('IGMP messages that igmp_rcv frees without a reason', () => {
  const cases: readonly (readonly [cause: string, what: string, drop: DropLiteral])[] = [
    ['igmp-handled', 'a report of another host', igmp(report)],
    ['igmp-handled', 'one of which few bytes were kept', igmp(report, 4)],
    ['igmp-handled', 'one of which nothing was kept', { ...igmp(report), details: 0 }],
    ['igmp-damaged', 'a wrong checksum', igmp(damaged)],
    ['igmp-damaged', 'a query: a proper one is consumed', igmp(query)],
  ]
  for (const [cause, what, drop] of cases) {
    it(`${what}: ${cause}`, async () => {
      assert.equal(told(await findingsOf({ drops: [drop] }))[0], `${cause} 29`)
    })
  }
})
