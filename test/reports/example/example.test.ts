import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { currentExample, reportPath } from './current-example.js'

describe('docs/example', () => {
  it('holds the report that its session gives', async function () {
    this.timeout(30_000)
    // Not assert.equal, which would print both pages.
    assert.ok(
      readFileSync(reportPath, 'utf8') === (await currentExample()),
      'run: npm run build && node dist/test/reports/example/write-example.js',
    )
  })
})
