import assert from 'node:assert/strict'
import { symbolRows } from '../../../../capture/drop-sources/rows/symbol-rows.js'

describe('symbol rows', () => {
  it('are written once an address, with dense ids', () => {
    const added: unknown[] = []
    const symbols = symbolRows(
      { add: (table, rows) => added.push([table, ...rows]) },
      (address) => ({
        name: `f${address}`,
        offset: 4,
        module: '',
      }),
    )
    assert.equal(symbols.idOf(0xffffffff81000000n), 1)
    assert.equal(symbols.idOf(2n), 2)
    assert.equal(symbols.idOf(0xffffffff81000000n), 1)
    assert.deepEqual(added[0], [
      'symbol',
      { id: 1, address: 'ffffffff81000000', name: 'f18446744071578845184', offset: 4, module: '' },
    ])
    assert.equal(added.length, 2)
    assert.equal(symbols.symbol(2).name, 'f2')
    assert.equal(symbols.symbol(9).name, '')
  })
})
