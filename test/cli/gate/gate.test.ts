import assert from 'node:assert/strict'
import type { Confidence, Findings, Severity } from '../../../analyze/finding.js'
import { gateFailures } from '../../../cli/gate/gate.js'
import { junitReport } from '../../../cli/gate/junit.js'
import { gateOptions, type GateFlags } from '../../../cli/options/gate-options.js'

type Found = readonly [cause: string, Severity, Confidence, drops: number]

/** As far as the gate looks at findings. */
const findings = (found: readonly Found[], drops: number, unclaimed = 0): Findings =>
  ({
    session: { file: 'session.db' },
    findings: found.map(([cause, severity, confidence, n]) => ({
      ...{ cause, id: cause, title: `${n} <lost>`, severity, confidence, drops: n },
    })),
    totals: {
      drops,
      unexplained:
        unclaimed + found.reduce((sum, [, s, , n]) => sum + (s === 'unknown' ? n : 0), 0),
    },
  }) as unknown as Findings

const full: Found = ['udp-rcvbuf-full', 'problem', 'certain', 23]
const perhaps: Found = ['firewall-input', 'problem', 'possible', 5]
const unknown: Found = ['unknown-site', 'unknown', 'likely', 2]
const benign: Found = ['not-our-mac', 'benign', 'certain', 70]

const failed = (found: Findings, flags: GateFlags): string =>
  gateFailures(found, gateOptions(flags))
    .map(({ check, findingId }) => `${check} ${findingId}`)
    .join()

describe('report gate', () => {
  const all = findings([full, perhaps, unknown, benign], 100)
  const quiet = findings([['none', 'benign', 'certain', 0]], 0)

  for (const [failOn, expected] of [
    ['problem', '--fail-on udp-rcvbuf-full,--fail-on firewall-input'],
    ['problem:likely', '--fail-on udp-rcvbuf-full'],
    ['unknown:likely', '--fail-on udp-rcvbuf-full,--fail-on unknown-site'],
    [
      'benign',
      '--fail-on udp-rcvbuf-full,--fail-on firewall-input,--fail-on unknown-site,--fail-on not-our-mac',
    ],
  ] as const) {
    it(`--fail-on ${failOn}`, () => {
      assert.equal(failed(all, { failOn }), expected)
      assert.equal(failed(quiet, { failOn }), '')
    })
  }

  it('drops that no finding has fail as unknown does', () => {
    const unclaimed = findings([], 3, 3)
    assert.equal(failed(unclaimed, { failOn: 'unknown' }), '--fail-on ')
    assert.equal(failed(unclaimed, { failOn: 'problem' }), '')
    assert.equal(failed(unclaimed, { failOn: 'unknown:likely' }), '')
  })

  it('--forbid takes wildcards, and whole names only', () => {
    assert.equal(failed(all, { forbid: ['cause=udp-*'] }), '--forbid udp-rcvbuf-full')
    assert.equal(failed(all, { forbid: ['cause=udp-rcvbuf'] }), '')
    assert.equal(failed(all, { forbid: ['cause=*-mac', 'cause=x'] }), '--forbid not-our-mac')
  })

  it('--max-unexplained is a share of all drops; nothing of nothing passes', () => {
    assert.equal(failed(all, { maxUnexplained: '2%' }), '')
    assert.equal(failed(all, { maxUnexplained: '1.9%' }), '--max-unexplained ')
    assert.equal(failed(quiet, { maxUnexplained: '0%' }), '')
  })

  it('refuses what it cannot understand', () => {
    for (const flags of [
      { failOn: 'problems' },
      { failOn: 'problem:sure' },
      { failOn: 'problem:likely:' },
      { forbid: ['udp-rcvbuf-full'] },
      { forbid: ['cause='] },
      { maxUnexplained: '1' },
      { maxUnexplained: '101%' },
    ] satisfies GateFlags[]) {
      assert.throws(() => gateOptions(flags), { name: 'DropcorrError', exitCode: 2 })
    }
  })

  it('writes JUnit XML in which nothing from the session is markup', () => {
    const xml = junitReport(all, gateFailures(all, gateOptions({ failOn: 'problem:likely' })))
    assert.match(xml, /<testsuite name="dropcorr session.db" tests="5" failures="1">/)
    assert.equal(xml.match(/<failure /g)?.length, 1)
    assert.ok(xml.includes('23 &lt;lost&gt;') && !xml.includes('<lost>'))
  })
})
