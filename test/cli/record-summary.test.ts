import assert from 'node:assert/strict'
import type { Finding, Findings } from '../../analyze/finding.js'
import type { RecordResult } from '../../capture/record-options.js'
import { summaryText } from '../../cli/record-summary.js'
import { recordExitCode } from '../../cli/run-recording.js'

const done: RecordResult = { endReason: 'duration', commandStatus: undefined, complete: true }

const finding = (cause: string, drops: number, severity: Finding['severity'] = 'problem') => ({
  cause,
  drops,
  severity,
  confidence: 'certain',
  title: `${drops} packets lost: ${cause}`,
})

function summary(
  found: readonly ReturnType<typeof finding>[],
  result: RecordResult = done,
  totals: Partial<Findings['totals']> = {},
): string {
  const of = (severity: Finding['severity']) =>
    found.filter((f) => f.severity === severity).reduce((sum, { drops }) => sum + drops, 0)
  const findings = {
    session: { durationMs: 60_040 },
    totals: {
      drops: of('problem') + of('benign'),
      problem: of('problem'),
      benign: of('benign'),
      unexplained: 0,
      masked: 0,
      lostDetails: 0,
      ...totals,
    },
    findings: found,
  } as unknown as Findings
  return summaryText('my session.db', findings, result, false)
}

describe('summary of a recording', () => {
  before(() => {
    delete process.env.DROPCORR_COMMAND
  })

  it('says that nothing was lost, and how to get the report', () => {
    assert.equal(
      summary([]),
      "recorded 60.0 s: no packet was dropped\nreport: dropcorr report 'my session.db'\n",
    )
  })

  it('names three causes, not the benign ones, and counts the rest', () => {
    const text = summary([
      finding('udp-rcvbuf-full', 40_000),
      finding('tcp-old-ack', 500, 'benign'),
      finding('no-route', 300),
      finding('rp-filter', 200),
      finding('ttl-expired', 100),
    ])
    assert.match(text, /41,100 packets dropped \(40,600 a problem, 500 benign\)\n/)
    assert.deepEqual(text.match(/^ {2}\d\. \S+/gm), [
      '  1. udp-rcvbuf-full',
      '  2. no-route',
      '  3. rp-filter',
    ])
    assert.match(text, /\n {2}and 1 more cause\n/)
    assert.doesNotMatch(text, /tcp-old-ack/)
  })

  it('says what was left out and what is missing', () => {
    const text = summary([], { ...done, complete: false }, { lostDetails: 7 })
    assert.match(text, /details of 7 drops were left out; they are counted all the same\n/)
    assert.match(text, /not everything could be recorded/)
  })

  it('sends no control characters of a process name to the terminal', () => {
    const hostile = { ...finding('udp-rcvbuf-full', 1), title: 'evil\u001b[2J' }
    assert.equal(summary([hostile]).includes('\u001b'), false)
  })
})

describe('exit code of a recording', () => {
  it('is that of the command when the command ended it', () => {
    assert.equal(recordExitCode({ ...done, endReason: 'command', commandStatus: 7 }, true), 7)
    assert.equal(recordExitCode({ ...done, endReason: 'duration', commandStatus: 143 }, false), 0)
  })

  it('is 5 for an incomplete recording only when strict', () => {
    assert.equal(recordExitCode({ ...done, complete: false }, true), 5)
    assert.equal(recordExitCode({ ...done, complete: false }, false), 0)
    assert.equal(recordExitCode(done, true), 0)
  })
})
