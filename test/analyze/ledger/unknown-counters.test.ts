/** A packet of an unknown site that a counter counts as well is one loss. */
import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'
import type { CounterLiteral, DropLiteral } from '../session-literal.js'

const unknown = (drops: number, over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: 'some_new_function',
  reason: 'SOME_NEW_REASON',
  drops,
  ...over,
})
const counter = 'netstat:TcpExt.PFMemallocDrop'
const at = (ms: number, gained: number): CounterLiteral => ({
  name: counter,
  readings: [
    [0, 100],
    [ms, 100 + gained],
  ],
})

describe('drops that nobody explains, beside a counter that nobody explains', () => {
  it('are one loss where the numbers and the time agree', async () => {
    const findings = await findingsOf({
      drops: [unknown(9), unknown(4)],
      gained: { [counter]: 13 },
    })
    assert.deepEqual(told(findings), ['unknown-site 13'])
    assert.deepEqual(
      theFinding(findings, 'unknown-site').counters.map((c) => [c.name, c.explained]),
      [[counter, 13]],
    )
    assert.equal(findings.totals.drops, 13)
  })

  it('also where a known cause moved the counter too', async () => {
    const findings = await findingsOf({
      drops: [unknown(9), { site: '__udp4_lib_rcv', reason: 'UDP_CSUM', drops: 5 }],
      gained: { 'snmp:Udp.InErrors': 14, 'snmp:Udp.InCsumErrors': 5 },
    })
    assert.deepEqual(told(findings).sort(), ['udp-bad-checksum 5', 'unknown-site 9'])
  })

  it('and a packet in two counters is still one', async () => {
    const gained = { [counter]: 13, 'netstat:TcpExt.TCPBacklogDrop': 13 }
    const findings = await findingsOf({ drops: [unknown(13)], gained })
    assert.deepEqual(told(findings), ['unknown-site 13'])
  })

  const apart: readonly (readonly [string, Parameters<typeof findingsOf>[0]])[] = [
    ['the numbers differ', { drops: [unknown(13)], gained: { [counter]: 12 } }],
    ['the counter rose before', { drops: [unknown(13)], counters: [at(400, 13)] }],
    ['the counter rose long after', { drops: [unknown(13)], counters: [at(6000, 13)] }],
    [
      'the counter is of another namespace',
      { drops: [unknown(13, { netns: 'box' })], gained: { [counter]: 13 } },
    ],
  ]
  for (const [what, literal] of apart) {
    it(`are two losses where ${what}`, async () => {
      const findings = await findingsOf(literal)
      assert.deepEqual(
        told(findings)
          .map((line) => line.split(' ')[0])
          .sort(),
        ['counter-only-loss', 'unknown-site'],
      )
    })
  }
})
