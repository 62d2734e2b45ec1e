/** Freed where fragments are put together: what the fragments themselves and the memory they hold say. */
import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

/** A fragment of a UDP datagram over IPv6. */
function fragment(id: number, offset: number, more: boolean, data = 16): Uint8Array {
  const address = [0x20, 1, 0xd, 0xb8, ...new Array<number>(11).fill(0)]
  const field = offset | (more ? 1 : 0)
  const length = 8 + data
  return Uint8Array.from([
    ...[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xdd],
    ...[0x60, 0, 0, 0, length >> 8, length & 0xff, 44, 64, ...address, 1, ...address, 2],
    ...[17, 0, field >> 8, field & 0xff, 0, 0, 0, id],
    ...new Array<number>(data).fill(0x61),
  ])
}

const packet = { src: '2001:db8::1', dst: '2001:db8::2' }
const freed = (head: Uint8Array) =>
  ({ site: 'ipv6_frag_rcv', drops: 31, packet, head, details: 2 }) as const

describe('IPv6 fragments freed without a reason', () => {
  it('are refused for lack of memory where fragments held as much as they may', async () => {
    const settings = {
      drops: [freed(fragment(7, 1480, false))],
      sysctls: { 'net.ipv6.ip6frag_high_thresh': '20000' },
    }
    const level = (bytes: number) => ({
      name: 'sockstat6:FRAG6.memory',
      gauge: true,
      readings: [
        [0, 0],
        [1000, bytes],
        [2000, 0],
      ] as const,
    })
    const full = await findingsOf({ ...settings, counters: [level(20_480)] })
    assert.deepEqual(told(full), ['fragment-memory-full 31'])
    assert.match(theFinding(full, 'fragment-memory-full').remedy[0]?.what ?? '', /now 20000/)
    const room = await findingsOf({ ...settings, counters: [level(9000)] })
    assert.deepEqual(told(room), ['fragment-overlap 31'])
  })

  it('do not fit where one is no multiple of 8 bytes, or ends beyond 64 KiB', async () => {
    for (const head of [fragment(7, 0, true, 17), fragment(7, 0xfff8, false)]) {
      const gained = { 'snmp6:Ip6InHdrErrors': 31 }
      const findings = await findingsOf({ drops: [freed(head)], gained })
      assert.deepEqual(told(findings), ['fragment-overlap 31'])
      assert.equal(findings.ledger.find((l) => l.counter in gained)?.residue, 0)
    }
  })
})
