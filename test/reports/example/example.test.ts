import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { currentExample, reportPath } from './current-example.js'

/** Look and first screen. What follows changes with every cause that is added: no reason to render the page anew. */
const shown = (page: string): readonly string[] =>
  [/<style>[^]*?<\/style>/, /<script>[^]*?<\/script>/, /<header>[^]*?<nav/].map(
    (part) => part.exec(page)?.[0] ?? assert.fail(String(part)),
  )

describe('docs/example', () => {
  it('looks and says what its session gives now', async function () {
    this.timeout(30_000)
    assert.deepEqual(
      shown(readFileSync(reportPath, 'utf8')),
      shown(await currentExample()),
      'run: npm run build && node dist/test/reports/example/write-example.js',
    )
  })
})
