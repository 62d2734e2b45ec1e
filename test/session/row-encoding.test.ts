import assert from 'node:assert/strict'
import { rowEncoder, storableText } from '../../session/row-encoding.js'

describe('row encoding', () => {
  const change = rowEncoder('counter_change')
  const row = { counter: 1, at_ns: 2, value: 3 }

  it('gives values in column order', () => {
    assert.deepEqual(change.values({ value: 3, at_ns: 2, counter: 1 }), [1, 2, 3])
    assert.equal(change.hasBlob, false)
    assert.equal(rowEncoder('drop_block').hasBlob, true)
  })

  for (const [what, at_ns] of [
    ['a BigInt', 5n],
    ['a fraction', 1.5],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['beyond 2^53', 2 ** 53],
    ['a string', '5'],
    ['null', null],
    ['undefined', undefined],
    ['a boolean', true],
  ] as const) {
    it(`refuses ${what} as an integer, naming the column`, () => {
      assert.throws(() => change.values({ ...row, at_ns }), {
        name: 'TypeError',
        message: /^counter_change\.at_ns: .* is not an integer within 2\^53$/,
      })
    })
  }

  it('takes counters of 64 bits rounded, but nothing above', () => {
    assert.deepEqual(change.values({ ...row, value: 2 ** 64 }), [1, 2, 2 ** 64])
    assert.throws(() => change.values({ ...row, value: 2 ** 65 }), TypeError)
    assert.throws(() => change.values({ ...row, value: NaN }), TypeError)
  })

  it('refuses a word that is not on the list', () => {
    const event = rowEncoder('event')
    assert.deepEqual(event.values({ at_ns: 1, kind: 'gap', text: 'x' }), [1, 'gap', 'x'])
    assert.throws(
      () => event.values({ at_ns: 1, kind: 'nonsense', text: 'x' }),
      /event\.kind: nonsense \(string\) is not one of clock-step/,
    )
  })

  it('replaces what SQLite text cannot hold', () => {
    assert.equal(storableText('a\0b'), 'a\ufffdb')
    assert.equal(storableText('lone \ud800 and \udfff'), 'lone \ufffd and \ufffd')
    assert.equal(storableText('a pair 😀 stays'), 'a pair 😀 stays')
  })
})
