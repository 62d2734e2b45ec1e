/** The analysis of a recording of each lab fault: the same findings on any machine, without root. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { analyze, type Analysis } from '../../../analyze/analyze.js'
import { loadFaults } from '../../live/lab/load-faults.js'
import { checkPromises } from '../promises.js'
import { atlasDisagreements } from './atlas-agreement.js'
import { mistakesAbout } from './expected-causes.js'
import { goldenOf } from './golden.js'
import { goldenPath, recordedNames, recordedText, withRecorded } from './recorded-sessions.js'

const analyzed = (text: string): Promise<Analysis> =>
  withRecorded(text, async (reader) => {
    const analysis = await analyze(reader)
    await checkPromises(reader, analysis)
    return analysis
  })

describe('recorded sessions of lab faults', () => {
  const names = recordedNames()
  let faults: Awaited<ReturnType<typeof loadFaults>>
  before(async () => {
    faults = await loadFaults()
  })

  it('are there', () => {
    assert.ok(names.length >= 10)
  })

  for (const name of names) {
    it(`${name} tells what it told`, async () => {
      const analysis = await analyzed(recordedText(name))
      const { findings } = analysis
      assert.deepEqual(goldenOf(findings), JSON.parse(readFileSync(goldenPath(name), 'utf8')))
      const fault = faults.find((f) => f.name === name)
      assert.ok(fault, 'the lab has a fault of that name')
      assert.deepEqual(mistakesAbout(fault, findings), [])
      assert.deepEqual(atlasDisagreements(analysis), [])
    })
  }
})
