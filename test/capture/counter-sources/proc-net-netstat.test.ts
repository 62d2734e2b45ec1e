import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/proc-net-netstat.js'
import { rawProc, valuesOf } from './raw-proc.js'

describe('proc-net-netstat', () => {
  it('reads TcpExt, IpExt and MPTcpExt of 6.18', () => {
    const values = valuesOf(parse(rawProc('6.18.44', 'netstat')))
    assert.equal(values.get('netstat:TcpExt.ListenDrops'), 25)
    assert.equal(values.get('netstat:TcpExt.TCPReqQFullDrop'), 0)
    assert.equal(values.get('netstat:IpExt.InNoRoutes'), 0)
    assert.equal(values.get('netstat:MPTcpExt.MPRstRx'), 0)
    assert.equal(values.get('netstat:TcpExt.TCPAODroppedIcmps'), 0)
  })

  it('pairs names and values whatever columns a kernel has', () => {
    const newest = valuesOf(parse(rawProc('6.18.44', 'netstat')))
    for (const kernel of ['5.10-layout', '4.18-layout']) {
      const values = valuesOf(parse(rawProc(kernel, 'netstat')))
      assert.equal(values.has('netstat:TcpExt.BeyondWindow'), false)
      for (const [name, value] of values) assert.equal(value, newest.get(name), name)
    }
  })

  it('reads Debian 6.1 and 6.12', () => {
    const bookworm = valuesOf(parse(rawProc('6.1.0-56', 'netstat')))
    assert.equal(bookworm.get('netstat:TcpExt.ListenDrops'), 20)
    assert.equal(bookworm.has('netstat:TcpExt.TCPAOBad'), false)
    const backport = valuesOf(parse(rawProc('6.12.117', 'netstat')))
    assert.equal(backport.get('netstat:TcpExt.ListenDrops'), 35)
    assert.equal(backport.get('netstat:TcpExt.TCPAOBad'), 0)
    assert.equal(backport.has('netstat:TcpExt.BeyondWindow'), false)
  })

  it('refuses garbage', () => {
    assert.throws(() => parse('\0\0\0\n'), /netstat: layout not understood/)
  })
})
