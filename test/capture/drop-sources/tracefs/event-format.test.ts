import assert from 'node:assert/strict'
import {
  parseEventFormat,
  parseFields,
} from '../../../../capture/drop-sources/tracefs/event-format.js'

const field = (declaration: string, offset = 8, size = 4): string =>
  `\tfield:${declaration};\toffset:${offset};\tsize:${size};\tsigned:0;`

const text = (...lines: readonly string[]): string =>
  ['name: kfree_skb', 'ID: 7', ...lines].join('\n')

describe('the text that describes an event', () => {
  it('tells name, number and fields', () => {
    const format = parseEventFormat(text('format:', field('void * location')))
    assert.deepEqual([format?.name, format?.id], ['kfree_skb', 7])
    assert.deepEqual([...(format?.fields ?? [])], [['location', { offset: 8, size: 4 }]])
  })

  it('is none without one of these', () => {
    const whole = text(field('int size'))
    for (const line of whole.split('\n'))
      assert.equal(parseEventFormat(whole.replace(line, '')), undefined, line)
    assert.equal(parseEventFormat(''), undefined)
  })

  it('is none where name or number are but a part of a line', () => {
    const fields = field('int size')
    for (const [name, id] of [
      ['a name: kfree_skb', 'ID: 7'],
      ['name: kfree_skb too', 'ID: 7'],
      ['name: kfree_skb', 'an ID: 7'],
      ['name: kfree_skb', 'ID: 7 or 8'],
      ['name: kfree_skb', 'ID: 123456'],
    ])
      assert.equal(parseEventFormat(`${name}\n${id}\n${fields}`), undefined, `${name}, ${id}`)
  })

  it('names a field by the last word of its declaration, an array without its length', () => {
    const names = (...declarations: readonly string[]): readonly string[] => [
      ...parseFields(declarations.map((words) => field(words)).join('\n')).keys(),
    ]
    assert.deepEqual(names('unsigned long caller[8]', 'char a[2][16]', 'u8 b [4] ', 'int c'), [
      'caller',
      'a',
      'b',
      'c',
    ])
    assert.deepEqual(names('__data_loc char[] novelty', '[4]', ''), ['novelty'])
  })

  it('may have any room between its parts, and nothing before them', () => {
    assert.equal(parseFields('field:int a; offset:1;\t\tsize:2;').size, 1)
    assert.equal(parseFields('field:int a;offset:1;size:2;').size, 1)
    assert.equal(parseFields('no field:int a; offset:1; size:2;').size, 0)
    assert.equal(parseFields('field:int a; offset:-1; size:2;').size, 0)
    assert.equal(parseFields('field:int a; offset:1; size:2').size, 0)
  })

  it('has no field beyond the largest event', () => {
    assert.equal(parseFields(field('int a', 65_532, 4)).size, 1)
    assert.equal(parseFields(field('int a', 65_533, 4)).size, 0)
  })
})
