import assert from 'node:assert/strict'
import { parse as parseSctp } from '../../../capture/counter-sources/sctp-snmp.js'
import { parse as parseTls } from '../../../capture/counter-sources/tls-stat.js'
import { parse as parseXfrm } from '../../../capture/counter-sources/xfrm-stat.js'
import { gaugesOf, rawProc, valuesOf } from './raw-proc.js'

describe('files with a name and a number on each line', () => {
  it('reads IPsec errors', () => {
    const values = valuesOf(parseXfrm(rawProc('6.18.44', 'xfrm_stat')))
    assert.equal(values.get('xfrm:XfrmInNoStates'), 0)
    assert.equal(values.size, 32)
  })

  it('tells levels from counts in TLS and SCTP', () => {
    const tls = 'TlsCurrTxSw                     \t2\nTlsDecryptError                 \t5\n'
    assert.equal(valuesOf(parseTls(tls)).get('tls:TlsDecryptError'), 5)
    assert.deepEqual(gaugesOf(parseTls(tls)), ['tls:TlsCurrTxSw'])
    const sctp = 'SctpCurrEstab                   \t1\nSctpInPktDiscards               \t9\n'
    assert.equal(valuesOf(parseSctp(sctp)).get('sctp:SctpInPktDiscards'), 9)
    assert.deepEqual(gaugesOf(parseSctp(sctp)), ['sctp:SctpCurrEstab'])
  })

  it('refuses garbage', () => {
    assert.throws(() => parseXfrm('XfrmInError\n'), /xfrm: layout not understood/)
  })
})
