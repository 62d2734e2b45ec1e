import assert from 'node:assert/strict'
import type { DropLiteral } from '../session-literal.js'
import { analyzed, findingsOf, theFinding, told } from '../session-builder.js'

const trapped = (trap: string, drops: number, over: Partial<DropLiteral> = {}): DropLiteral => ({
  trap,
  drops,
  source: 'drop-monitor',
  reason: '',
  netns: null,
  device: '',
  details: 2,
  ...over,
})

describe('hardware drops', () => {
  it('stand beside those of the kernel: the sum of both is the total', async () => {
    const { findings, details } = await analyzed({
      drops: [
        { site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops: 23 },
        trapped('l3_drops/blackhole_route', 41, { device: 'swp1' }),
        trapped('l2_drops/ingress_vlan_filter', 7),
      ],
    })
    assert.equal(findings.totals.drops, 71)
    assert.deepEqual(told(findings), ['hardware-drop 41', 'udp-no-listener 23', 'hardware-drop 7'])
    assert.equal(findings.totals.lostDetails, 19)
    assert.equal(details.cpus.get(0)?.get(1e9), 4, 'only the BPF source told the CPU')
    assert.equal(findings.agreement, undefined)
  })

  it('are told by the trap, in plain words, with the commands of devlink', async () => {
    const findings = await findingsOf({ drops: [trapped('l3_drops/blackhole_route', 41)] })
    const finding = theFinding(findings, 'hardware-drop')
    assert.equal(finding.severity, 'problem')
    assert.equal(finding.confidence, 'certain')
    assert.match(finding.title, /^41 packets dropped by the device: a blackhole route covers/)
    assert.match(finding.remedy[0]?.command ?? '', /devlink -s trap show .*blackhole_route/)
    assert.equal(
      finding.evidence.find((e) => e.value === 'l3_drops/blackhole_route') === undefined,
      false,
    )
  })

  it('of an exception may have been forwarded: not certain', async () => {
    const findings = await findingsOf({ drops: [trapped('l3_exceptions/unresolved_neigh', 5)] })
    const finding = theFinding(findings, 'hardware-drop')
    assert.equal(finding.confidence, 'likely')
    assert.equal(finding.against.length, 1)
  })

  it("of a driver's own trap are named by it, and not certain", async () => {
    const findings = await findingsOf({ drops: [trapped('l2_drops/fid_miss', 5)] })
    const finding = theFinding(findings, 'hardware-drop')
    assert.match(finding.title, /its driver's own trap fid_miss/)
    assert.equal(finding.confidence, 'likely')
  })

  it('of a tc filter with a cookie lead to the filter, each a finding of its own', async () => {
    const trap = 'acl_drops/ingress_flow_action_drop'
    const findings = await findingsOf({
      drops: [trapped(`${trap}/deadbeef0102`, 7, { device: 'swp1' }), trapped(`${trap}/0a`, 5)],
    })
    assert.deepEqual(told(findings), ['hardware-drop 7', 'hardware-drop 5'])
    const [first] = findings.findings
    assert.ok(first !== undefined)
    assert.match(first.title, /on if2: a tc filter .*, the one with cookie deadbeef0102$/)
    assert.equal(first.confidence, 'certain')
    assert.match(
      first.remedy[0]?.command ?? '',
      /tc filter show dev if2 ingress .*'cookie deadbeef0102'/,
    )
  })

  it('under a mask are counted and not described', async () => {
    const findings = await findingsOf({
      drops: [trapped('l3_drops/non_ip', 5, { masked: true })],
    })
    assert.equal(findings.totals.masked, 5)
    assert.deepEqual(told(findings), ['none 0'])
  })
})
