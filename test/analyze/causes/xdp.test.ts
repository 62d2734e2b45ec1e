/** Drop or failure? The kernel frees both at one place; the instructions of the program tell. */
import assert from 'node:assert/strict'
import { findingsOf, theFinding, told } from '../session-builder.js'

const found = (xdp: unknown, site = 'do_xdp_generic') =>
  findingsOf({
    drops: [{ site, drops: 5 }],
    interfaces: [{ name: 'eth0', xdp: JSON.stringify(xdp) }],
  })
const program = (returns?: readonly number[]) => [
  { mode: 'native', id: 9, name: 'guard', ...(returns === undefined ? {} : { returns }) },
]

describe('packets that an XDP program refused', () => {
  it('were dropped where it can drop and not fail', async () => {
    const finding = theFinding(await found(program([1, 2])), 'xdp-drop')
    assert.equal(finding.confidence, 'certain')
    assert.ok(finding.evidence.some((e) => /guard; can say DROP, PASS only/.test(String(e.value))))
    assert.deepEqual(finding.against, [])
  })

  it('were lost to its failure where it cannot drop', async () => {
    for (const site of ['do_xdp_generic', 'veth_xdp_rcv_skb', 'veth_poll']) {
      const finding = theFinding(await found(program([0, 2]), site), 'xdp-aborted')
      assert.equal(finding.confidence, 'certain')
      assert.match(finding.title, /on eth0 failed/)
    }
  })

  it('were lost to its failure where it answers by a number that is no verdict', async () => {
    assert.deepEqual(told(await found(program([2, 99]))), ['xdp-aborted 5'])
  })

  const unclear: readonly (readonly [string, unknown])[] = [
    ['can do both', program([0, 1, 2])],
    ['was not read', program()],
    ['is one of two that differ', [...program([0, 2]), { ...program([1])[0], id: 10 }]],
    ['was not recorded', []],
  ]
  for (const [what, xdp] of unclear) {
    it(`are not told apart where the program ${what}, and both are named`, async () => {
      const finding = theFinding(await found(xdp), 'xdp-drop')
      assert.equal(finding.confidence, 'possible')
      assert.match(finding.title, /XDP_DROP.*XDP_ABORTED/)
      assert.ok(finding.against.some((e) => String(e.value).includes('xdp-aborted')))
    })
  }

  it('and not let through, but sent where they could not go', async () => {
    const findings = await findingsOf({
      drops: [{ site: 'do_xdp_generic', reason: 'XDP', drops: 5 }],
      interfaces: [{ name: 'eth0', xdp: JSON.stringify(program([2, 4])) }],
    })
    assert.deepEqual(told(findings), ['xdp-redirect-failed 5'])
  })
})
