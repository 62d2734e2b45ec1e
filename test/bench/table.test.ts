import assert from 'node:assert/strict'
import { tableLines } from '../../bench/table.js'

describe('table of a bench', () => {
  it('aligns names to the left and figures to the right', () => {
    const table = {
      title: 'Costs',
      columns: ['tool', 'ns'],
      rows: [
        ['none', '–'],
        ['dropcorr', '168 (160–171)'],
      ],
    }
    assert.deepEqual(tableLines(table), [
      'Costs',
      'tool                 ns',
      'none                  –',
      'dropcorr  168 (160–171)',
    ])
  })
})
