import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderReport } from '../../../reports/render.js'
import { packageRoot } from '../../../session/package-root.js'
import { allCases } from '../cases.js'

/** `UPDATE_GOLDEN=1 npm test` writes the files anew: read their diff before you commit it. */
const update = process.env['UPDATE_GOLDEN'] === '1'

describe('golden reports', () => {
  for (const name of ['five-faults', 'nothing-lost', 'own-losses', 'cut-off'])
    for (const format of ['md', 'json', 'text'] as const)
      it(`${name}: ${format} is as it was`, async () => {
        const model = allCases[name]
        assert.ok(model !== undefined)
        const path = join(packageRoot, 'test/reports/golden', `${name}.${format}.golden`)
        const text = await renderReport(model, format)
        if (update) writeFileSync(path, text)
        assert.equal(text, readFileSync(path, 'utf8'))
      })
})
