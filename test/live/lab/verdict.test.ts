import assert from 'node:assert/strict'
import { noImpact } from '../../../analyze/impact/with-impact.js'
import type { Finding, Findings } from '../../../analyze/finding.js'
import { judge, judgeEvidence } from './verdict.js'

const own = ['dclab1-east']
const expected = {
  cause: 'udp-rcvbuf-full',
  drops: 211,
  severity: 'problem',
  counters: ['snmp:Udp.InErrors'],
  processState: 'stopped',
} as const

describe('verdict on a report', () => {
  it('finds nothing wrong where all is as expected', () => {
    assert.deepEqual(judge([expected], report([finding({})]), own).mistakes, [])
  })

  it('says that a cause was not found', () => {
    assert.deepEqual(judge([expected], report([]), own).mistakes, ['udp-rcvbuf-full not found'])
  })

  it('says how many drops are missing, and of which counter', () => {
    const counters = [{ name: 'snmp:Udp.InErrors', scope: 'dclab1-east', delta: 211, explained: 7 }]
    const { mistakes } = judge([expected], report([finding({ drops: 210, counters })]), own)
    assert.deepEqual(mistakes, [
      'udp-rcvbuf-full: 210 drops instead of 211',
      'udp-rcvbuf-full: snmp:Udp.InErrors explained 7 of 211',
    ])
  })

  it('adds up the findings of one cause', () => {
    const halves = [finding({ drops: 200 }), finding({ drops: 11, counters: [] })]
    assert.deepEqual(judge([expected], report(halves), own).mistakes, [])
  })

  it('takes a problem of another cause in the own namespaces for a false finding', () => {
    const other = finding({ cause: 'no-route', drops: 3, sites: [] })
    const { falseFindings } = judge([expected], report([finding({}), other]), own)
    assert.deepEqual(falseFindings, ['no-route 3'])
  })

  it('leaves other namespaces and benign findings alone', () => {
    const elsewhere = finding({ cause: 'no-route', netns: ['host'] })
    const benign = finding({ cause: 'ping-reply', severity: 'benign' })
    const { mistakes } = judge([expected], report([finding({}), elsewhere, benign]), own)
    assert.deepEqual(mistakes, [])
  })

  it('takes what belongs to no namespace, but not for a false finding', () => {
    const nowhere = [finding({ netns: ['global'] }), finding({ cause: 'x', netns: ['global'] })]
    assert.deepEqual(judge([expected], report(nowhere), own).mistakes, [])
  })

  it('reads in the evidence who it was, but not who it may have been', () => {
    const rule = (label: string) =>
      finding({ evidence: [{ label, value: 'udp dport 53 drop', query: '' }] })
    const wanted = { ...expected, evidence: /dport 53/ }
    assert.deepEqual(judge([wanted], report([rule('rule whose counter rose')]), own).mistakes, [])
    assert.deepEqual(judge([wanted], report([rule('may have dropped it')]), own).mistakes, [
      'udp-rcvbuf-full: no evidence says /dport 53/',
    ])
  })

  it('reads in the sentence which way it came about', () => {
    const told = finding({ title: 'nc is stopped' })
    assert.deepEqual(judge([{ ...expected, title: /stopped/ }], report([told]), own).mistakes, [])
    assert.deepEqual(judge([{ ...expected, title: /slow/ }], report([told]), own).mistakes, [
      "udp-rcvbuf-full: 'nc is stopped' does not tell /slow/",
    ])
  })

  it('sees a residue that nobody explains, but not one that says why', () => {
    const row = {
      counter: 'snmp:Udp.InErrors',
      scope: 'dclab1-east',
      meaning: '',
      isDrop: 'always',
      delta: 9,
      explainedBy: [],
      residue: 2,
      residueWhy: '',
      query: '',
    } as const
    const ledger = [row, { ...row, residueWhy: 'ICMP errors' }, { ...row, scope: 'host' }]
    const { residues } = judge([expected], { ...report([finding({})]), ledger }, own)
    assert.deepEqual(residues, ['snmp:Udp.InErrors 2 of 9'])
  })

  it('checks the sums', () => {
    const { totals } = report([])
    const wrong = { ...report([]), totals: { ...totals, drops: 5 } }
    assert.deepEqual(judge([], wrong, own).mistakes, ['sums: 0 classified, 5 dropped'])
  })
})

describe('verdict on what the kernel itself counted', () => {
  const event = 'ip_error/IP_INADDRERRORS'
  const causes = [
    { cause: 'ip-forwarding-disabled', drops: 313, event },
    { cause: 'martian-destination', drops: 61, event },
    { cause: 'tcp-accept-queue-full', drops: 137, event: 'none' },
  ]
  const seen = { site: 'ip_error', reason: 'IP_INADDRERRORS', protocol: 2048 }

  it('adds causes that share a site and a reason', () => {
    assert.deepEqual(judgeEvidence(causes, [{ ...seen, drops: 374 }]), [])
  })

  it('says what is missing', () => {
    assert.deepEqual(judgeEvidence(causes, [{ ...seen, drops: 373 }]), [
      'ip_error/IP_INADDRERRORS: kernel freed 373 instead of 374',
    ])
  })
})

function finding(changes: Partial<Finding>): Finding {
  return {
    cause: 'udp-rcvbuf-full',
    id: 'udp-rcvbuf-full',
    title: '',
    severity: 'problem',
    confidence: 'certain',
    confidenceWhy: '',
    drops: 211,
    dropsWithoutEvent: 0,
    window: { fromMs: 0, toMs: 1 },
    netns: own,
    interfaces: [],
    sites: [{ symbol: 'udp_queue_rcv_one_skb', reason: 'SOCKET_RCVBUFF', drops: 211 }],
    flows: [],
    moreFlows: 0,
    sockets: [
      { proto: 'udp', local: '', remote: '', pid: 1, comm: 'nc', state: 'stopped', rcvbuf: 1 },
    ],
    counters: [{ name: 'snmp:Udp.InErrors', scope: 'dclab1-east', delta: 211, explained: 211 }],
    evidence: [],
    against: [],
    remedy: [],
    impact: noImpact(211),
    owners: [],
    timeline: [],
    ...changes,
  }
}

function report(findings: readonly Finding[]): Findings {
  return {
    schema: 'dropcorr/findings@1',
    session: {
      file: '',
      host: '',
      kernel: '',
      distribution: '',
      start: '',
      durationMs: 0,
      closed: true,
      sources: [],
      toolVersion: '',
      argv: [],
    },
    maskedBy: [],
    totals: {
      drops: 0,
      problem: 0,
      benign: 0,
      unexplained: 0,
      masked: 0,
      lostDetails: 0,
      packets: 0,
      withoutEvent: 0,
    },
    findings,
    elsewhere: {
      state: 'unknown',
      statement: '',
      confidence: 'possible',
      why: '',
      flowsLookedAt: 0,
      flows: [],
      moreFlows: 0,
    },
    ledger: [],
    timeline: { binMs: 100, bins: 0 },
    health: [],
    ruledOut: [],
  }
}
