import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/proc-net-snmp.js'
import { gaugesOf, rawProc, valuesOf } from './raw-proc.js'

describe('proc-net-snmp', () => {
  it('reads every column of 6.18 under its own name', () => {
    const readings = parse(rawProc('6.18.44', 'snmp'))
    const values = valuesOf(readings)
    assert.equal(values.get('snmp:Udp.RcvbufErrors'), 37)
    assert.equal(values.get('snmp:Udp.InErrors'), 37)
    assert.equal(values.get('snmp:Udp.NoPorts'), 7)
    assert.equal(values.get('snmp:Icmp.OutRateLimitHost'), 0)
    assert.equal(values.get('snmp:Tcp.MaxConn'), -1)
    assert.equal(values.size, readings.length)
  })

  it('reads older kernels, whose columns are fewer', () => {
    for (const kernel of ['5.10-layout', '4.18-layout']) {
      const values = valuesOf(parse(rawProc(kernel, 'snmp')))
      assert.equal(values.get('snmp:Udp.RcvbufErrors'), 37)
      assert.equal(values.has('snmp:Udp.MemErrors'), false, 'absent is not zero')
      assert.equal(values.has('snmp:Icmp.OutRateLimitHost'), false)
    }
  })

  it('reads Debian 6.1 and 6.12', () => {
    const bookworm = valuesOf(parse(rawProc('6.1.0-56', 'snmp')))
    assert.equal(bookworm.get('snmp:Udp.RcvbufErrors'), 36)
    assert.equal(bookworm.get('snmp:Udp.MemErrors'), 0)
    assert.equal(bookworm.get('snmp:Icmp.OutRateLimitHost'), 0, 'came to 6.1 by a stable update')
    const backport = valuesOf(parse(rawProc('6.12.117', 'snmp')))
    assert.equal(backport.get('snmp:Udp.RcvbufErrors'), 35)
    assert.equal(backport.get('snmp:Icmp.OutRateLimitHost'), 0)
  })

  it('reads what a newer kernel adds', () => {
    const text = 'Udp: InDatagrams RcvbufErrors FutureErrors\nUdp: 1 2 3\nNew: A B\nNew: 4 5\n'
    assert.deepEqual(
      [...valuesOf(parse(text))],
      [
        ['snmp:Udp.InDatagrams', 1],
        ['snmp:Udp.RcvbufErrors', 2],
        ['snmp:Udp.FutureErrors', 3],
        ['snmp:New.A', 4],
        ['snmp:New.B', 5],
      ],
    )
  })

  it('tells settings and levels from counts', () => {
    assert.deepEqual(gaugesOf(parse(rawProc('6.18.44', 'snmp'))), [
      'snmp:Ip.Forwarding',
      'snmp:Ip.DefaultTTL',
      'snmp:Tcp.RtoAlgorithm',
      'snmp:Tcp.RtoMin',
      'snmp:Tcp.RtoMax',
      'snmp:Tcp.MaxConn',
      'snmp:Tcp.CurrEstab',
    ])
  })

  it('makes no value of a text cut at any place', () => {
    const text = rawProc('6.18.44', 'snmp')
    const whole = valuesOf(parse(text))
    const firstPair = text.indexOf('\nIcmp:')
    for (let length = firstPair + 1; length < text.length; length += 1) {
      for (const [name, value] of valuesOf(parse(text.slice(0, length)))) {
        assert.equal(value, whole.get(name), `${name} of ${length} bytes`)
      }
    }
  })

  it('leaves out what is no number and refuses what it cannot recognise', () => {
    assert.deepEqual([...valuesOf(parse('Udp: A B C\nUdp: x  7\n'))], [['snmp:Udp.C', 7]])
    assert.throws(() => parse('garbage\nmore\n'), /snmp: layout not understood/)
    assert.throws(() => parse(''), /layout not understood/)
  })
})
