import assert from 'node:assert/strict'
import type { Cell, RowExport } from '../../../reports/rows/columns.js'
import { writeRows } from '../../../reports/rows/write-rows.js'

const table = (...rows: readonly (readonly Cell[])[]): RowExport => ({
  columns: ['name', 'drops'],
  rows: async function* () {
    for (const row of rows) yield await Promise.resolve(row)
  },
})

async function written(format: 'csv' | 'ndjson', of: RowExport): Promise<[number, string]> {
  let text = ''
  const rows = await writeRows(of, format, (chunk) => {
    text += chunk
    return Promise.resolve()
  })
  return [rows, text]
}

describe('rows for other programs', () => {
  it('CSV: quotes, shows what cannot be seen, and defuses formulas', async () => {
    const of = table(['a,"b"', 1], ['=cmd()', null], ['x\u202ey\n', 3])
    assert.deepEqual(await written('csv', of), [
      3,
      `name,drops\n"a,""b""",1\n'=cmd(),\nx\\u202ey\u240a,3\n`,
    ])
  })

  it('NDJSON: one object a row, names as they are', async () => {
    assert.deepEqual(await written('ndjson', table(['=\n', null])), [
      1,
      '{"name":"=\\n","drops":null}\n',
    ])
  })

  it('writes many rows in pieces, none of them twice', async () => {
    const rows = Array.from({ length: 2500 }, (_, i): Cell[] => [`eth${i}`, i])
    const [count, text] = await written('ndjson', table(...rows))
    const lines = text.trimEnd().split('\n')
    assert.deepEqual([count, new Set(lines).size], [2500, 2500])
    assert.equal((await written('csv', table()))[1], 'name,drops\n')
  })
})
