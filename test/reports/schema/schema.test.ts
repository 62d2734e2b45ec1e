import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { analyze } from '../../../analyze/analyze.js'
import { buildReportModel } from '../../../analyze/model/build-report-model.js'
import { compare } from '../../../analyze/compare/compare.js'
import type { Findings } from '../../../analyze/finding.js'
import { renderDiff } from '../../../reports/diff/render-diff.js'
import { renderReport } from '../../../reports/render.js'
import { packageRoot } from '../../../session/package-root.js'
import {
  recordedNames,
  recordedText,
  withRecorded,
} from '../../analyze/recorded/recorded-sessions.js'
import { allCases, fiveFaults, nothingLost, udpStopped } from '../cases.js'
import { currentSchema, schemaPaths } from './write-schemas.js'

const validator = (path: string): ValidateFunction =>
  new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(join(packageRoot, path), 'utf8')) as object,
  )

function accepts(validate: ValidateFunction, json: string): void {
  validate(JSON.parse(json))
  assert.deepEqual(validate.errors ?? [], [])
}

describe('JSON Schemas in reports/', function () {
  this.timeout(60_000)
  const findings = validator('reports/findings.schema.json')

  for (const path of schemaPaths)
    it(`${path} says what the types say`, async () => {
      assert.equal(
        readFileSync(join(packageRoot, path), 'utf8'),
        await currentSchema(path),
        'run: npm run build && node dist/test/reports/schema/write-schemas.js',
      )
    })

  for (const [name, model] of Object.entries(allCases))
    it(`accepts the report of ${name}`, async () => {
      accepts(findings, await renderReport(model, 'json'))
    })

  for (const name of recordedNames())
    it(`accepts the report of the recorded session ${name}`, async () => {
      const report = await withRecorded(recordedText(name), async (reader) =>
        renderReport(await buildReportModel(reader, await analyze(reader)), 'json'),
      )
      accepts(findings, report)
    })

  it('accepts comparisons', async () => {
    const diff = validator('reports/diff.schema.json')
    for (const before of [udpStopped, fiveFaults, nothingLost])
      for (const after of [fiveFaults, nothingLost])
        accepts(diff, await renderDiff(compare(before.findings, after.findings), 'json'))
  })

  it('rejects what is missing, more, or of another kind', () => {
    const good = fiveFaults.findings
    const bad: readonly unknown[] = [
      {},
      [],
      { ...good, schema: 'dropcorr/findings@2' },
      { ...good, extra: 1 },
      { ...good, totals: { ...good.totals, drops: '12' } },
      { ...good, totals: { ...good.totals, drops: null } },
      { ...good, findings: [{ ...good.findings[0], severity: 'bad' }] },
      { ...good, findings: [{ ...good.findings[0], impact: undefined }] },
      { ...good, health: [{ source: 'bpf', status: 'ok', lost: 0 }] },
      without(good, 'elsewhere'),
    ]
    for (const value of bad)
      assert.equal(
        findings(JSON.parse(JSON.stringify(value))),
        false,
        JSON.stringify(value).slice(0, 200),
      )
    assert.equal(findings(good), true)
  })
})

const without = (value: Findings, name: keyof Findings): unknown =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
