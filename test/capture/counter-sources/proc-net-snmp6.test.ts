import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/proc-net-snmp6.js'
import { rawProc, valuesOf } from './raw-proc.js'

describe('proc-net-snmp6', () => {
  it('reads the counters of 6.18', () => {
    const values = valuesOf(parse(rawProc('6.18.44', 'snmp6')))
    assert.equal(values.get('snmp6:Udp6RcvbufErrors'), 27)
    assert.equal(values.get('snmp6:Udp6InErrors'), 27)
    assert.equal(values.size, 86 + typesSeen(values))
  })

  it('leaves out a cut last line and lines of another form', () => {
    const readings = parse('Ip6InReceives   \t12\nnonsense\nA 1 2\nIp6InDiscards \t3')
    assert.deepEqual([...valuesOf(readings)], [['snmp6:Ip6InReceives', 12]])
  })

  it('refuses garbage, but not an empty file', () => {
    assert.throws(() => parse('<html>\n'), /snmp6: layout not understood/)
    assert.deepEqual(parse(''), [])
  })
})

/** Lines such as Icmp6OutType135 are there only once such a message was seen. */
const typesSeen = (values: ReadonlyMap<string, number>): number =>
  [...values.keys()].filter((name) => /^snmp6:Icmp6(In|Out)Type\d+$/.test(name)).length
