import assert from 'node:assert/strict'
import { renderReport } from '../../reports/render.js'
import { fiveFaults } from './cases.js'

describe('JSON report', () => {
  it('is the findings and nothing else, indented by two, the same each time', async () => {
    const text = await renderReport(fiveFaults, 'json')
    assert.deepEqual(JSON.parse(text), fiveFaults.findings)
    assert.match(text, /^\{\n {2}"schema": "dropcorr\/findings@1",\n/)
    assert.equal(text, await renderReport(fiveFaults, 'json'))
  })
})
