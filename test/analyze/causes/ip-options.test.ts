import assert from 'node:assert/strict'
import { findingsOf, told } from '../session-builder.js'
import type { DropLiteral } from '../session-literal.js'

/** Addresses, and the EtherType of IPv4. */
const ethernet = [...new Array<number>(12).fill(2), 0x08, 0x00]

/** An IPv4 header with these options (a multiple of four bytes), and a UDP header. */
function withOptions(...options: readonly number[]): Uint8Array {
  const length = 20 + options.length
  const ip = [0x40 | (length / 4), 0, 0, length + 8, 0, 1, 0, 0, 64, 17, 0, 0]
  const addresses = [192, 0, 2, 7, 192, 0, 2, 1]
  return Uint8Array.from([
    ...ethernet,
    ...ip,
    ...addresses,
    ...options,
    0x9c,
    0x40,
    0,
    9,
    0,
    8,
    0,
    0,
  ])
}
const looseRoute = [131, 7, 4, 192, 0, 2, 9, 0]
const badRecordRoute = [7, 3, 0, 0]

const drop = (head: Uint8Array, over: Partial<DropLiteral> = {}): DropLiteral => ({
  site: 'ip_rcv_finish_core',
  reason: 'IP_INHDR',
  drops: 41,
  head,
  ...over,
})

describe('IPv4 options', () => {
  it('of wrong length: ip-bad-options', async () => {
    const findings = await findingsOf({ drops: [drop(withOptions(...badRecordRoute))] })
    assert.deepEqual(told(findings), ['ip-bad-options 41'])
  })

  it('without options the header is bad: ip-bad-header', async () => {
    const findings = await findingsOf({ drops: [drop(withOptions())] })
    assert.deepEqual(told(findings), ['ip-bad-header 41'])
  })

  it('a source route that is not accepted: ip-source-route-refused', async () => {
    const findings = await findingsOf({
      drops: [drop(withOptions(...looseRoute), { reason: 'NOT_SPECIFIED' })],
      sysctls: { 'net.ipv4.conf.all.accept_source_route': '0' },
    })
    assert.deepEqual(told(findings), ['ip-source-route-refused 41'])
  })
})
