import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/sockstat.js'
import { gaugesOf, rawProc, valuesOf } from './raw-proc.js'

describe('sockstat', () => {
  it('reads levels by group', () => {
    const readings = parse('sockstat', rawProc('6.18.44', 'sockstat'))
    const values = valuesOf(readings)
    assert.equal(values.get('sockstat:UDP.inuse'), 2)
    assert.equal(values.has('sockstat:UDP.mem'), true)
    assert.equal(values.has('sockstat:sockets.used'), true)
    assert.equal(gaugesOf(readings).length, readings.length)
    const six = valuesOf(parse('sockstat6', rawProc('6.18.44', 'sockstat6')))
    assert.equal(six.has('sockstat6:FRAG6.memory'), true)
  })

  it('leaves out a name without a number and refuses garbage', () => {
    assert.deepEqual(
      [...valuesOf(parse('sockstat', 'UDP: inuse 3 mem\n'))],
      [['sockstat:UDP.inuse', 3]],
    )
    assert.throws(() => parse('sockstat', 'no such thing\n'), /sockstat: layout not understood/)
  })
})
