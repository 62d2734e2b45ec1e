/** A redacted session tells what the whole one tells: the recordings of the lab, and sessions built for it. */
import assert from 'node:assert/strict'
import { analyze } from '../../analyze/analyze.js'
import type { Findings } from '../../analyze/finding.js'
import { recordedNames, recordedText, withRecorded } from '../analyze/recorded/recorded-sessions.js'
import { withRedacted } from './redacted-session.js'

/** What is found, without names and without order among equals. */
const told = ({ totals, findings, ledger }: Findings, netns: (name: string) => string) => ({
  totals,
  findings: findings
    .map((f) =>
      JSON.stringify({
        ...{ cause: f.cause, severity: f.severity, confidence: f.confidence },
        ...{
          drops: f.drops,
          withoutEvent: f.dropsWithoutEvent,
          flows: f.flows.map((x) => x.drops),
        },
        ...{ sites: f.sites, sockets: f.sockets.length, timeline: f.timeline },
        netns: f.netns.map(netns),
      }),
    )
    .sort(),
  ledger: ledger
    .map((r) => `${netns(r.scope)} ${r.delta} ${r.residue} ${JSON.stringify(r.explainedBy)}`)
    .sort(),
})

describe('findings of a redacted session', function () {
  this.timeout(60_000)
  for (const name of recordedNames())
    it(`${name}: are those of the whole one`, () =>
      withRecorded(recordedText(name), async (reader) => {
        const whole = await analyze(reader)
        await withRedacted(reader, 'a key for tests', async (redacted, by) => {
          const clean = await analyze(redacted)
          const renamed = (n: string): string => by.namespaces.get(n) ?? n
          assert.deepEqual(
            told(clean.findings, (n) => n),
            told(whole.findings, renamed),
          )
        })
      }))
})
