import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/softnet-stat.js'
import { gaugesOf, rawProc, valuesOf } from './raw-proc.js'

describe('softnet-stat', () => {
  it('reads the 15 columns of 6.18, hexadecimal', () => {
    const readings = parse(rawProc('6.18.44', 'softnet_stat'))
    const values = valuesOf(readings)
    assert.equal(values.get('softnet:cpu0.processed'), 0x89ff)
    assert.equal(values.get('softnet:cpu0.dropped'), 0x1f)
    assert.equal(values.get('softnet:cpu1.time_squeeze'), 2)
    assert.deepEqual(
      gaugesOf(readings).filter((name) => name.includes('cpu1')),
      ['softnet:cpu1.backlog_len', 'softnet:cpu1.input_qlen', 'softnet:cpu1.process_qlen'],
    )
  })

  it('reads Debian 6.1 (13 columns) and 6.12 (15)', () => {
    const bookworm = valuesOf(parse(rawProc('6.1.0-56', 'softnet_stat')))
    assert.equal(bookworm.get('softnet:cpu0.processed'), 0x8f)
    assert.equal(bookworm.get('softnet:cpu0.backlog_len'), 0)
    assert.equal(bookworm.has('softnet:cpu0.input_qlen'), false)
    const backport = valuesOf(parse(rawProc('6.12.117', 'softnet_stat')))
    assert.equal(backport.get('softnet:cpu0.time_squeeze'), 8)
    assert.equal(backport.get('softnet:cpu0.process_qlen'), 0)
  })

  it('reads 13 columns (5.10) and 11 (4.18)', () => {
    const middle = valuesOf(parse(rawProc('5.10-layout', 'softnet_stat')))
    assert.equal(middle.get('softnet:cpu0.dropped'), 0x1f)
    assert.equal(middle.has('softnet:cpu0.backlog_len'), true)
    assert.equal(middle.has('softnet:cpu0.input_qlen'), false)
    const old = valuesOf(parse(rawProc('4.18-layout', 'softnet_stat')))
    assert.equal(old.get('softnet:cpu1.flow_limit_count'), 0)
    assert.equal(old.has('softnet:cpu1.backlog_len'), false)
  })

  it('takes the CPU from its column: offline CPUs have no line', () => {
    const row = (cpu: string): string => `00000001 00000002${' 00000000'.repeat(10)} ${cpu}\n`
    const values = valuesOf(parse(row('00000000') + row('0000000a')))
    assert.equal(values.get('softnet:cpu10.dropped'), 2)
    assert.equal(values.has('softnet:cpu1.dropped'), false)
  })

  it('leaves out damaged lines and refuses garbage', () => {
    const text = rawProc('6.18.44', 'softnet_stat')
    const cut = valuesOf(parse(text.slice(0, -20)))
    assert.equal(cut.has('softnet:cpu0.dropped'), true)
    assert.equal(cut.has('softnet:cpu1.dropped'), false)
    assert.throws(() => parse('what is this\n'), /softnet_stat: layout not understood/)
  })
})
