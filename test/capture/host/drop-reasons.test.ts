import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../session/package-root.js'
import {
  reasonTable,
  reasonsFromEnumerators,
  reasonsFromFormat,
} from '../../../capture/host/drop-reasons.js'

describe('drop reasons', () => {
  it('lose the prefix of the kernel, bounds and masks', () => {
    const reasons = reasonsFromEnumerators([
      { value: 0, name: 'SKB_NOT_DROPPED_YET', subsystem: 'core' },
      { value: 3, name: 'SKB_DROP_REASON_NO_SOCKET', subsystem: 'core' },
      { value: 128, name: 'SKB_DROP_REASON_MAX', subsystem: 'core' },
      { value: 0x30001, name: 'OVS_DROP_LAST_ACTION', subsystem: 'openvswitch' },
      { value: 0xffff0000, name: 'SKB_DROP_REASON_SUBSYS_MASK', subsystem: '65535' },
    ])
    assert.deepEqual(
      reasons.map(({ name }) => name),
      ['NO_SOCKET', 'OVS_DROP_LAST_ACTION'],
    )
  })

  it('have a name for every number', () => {
    const table = reasonTable([{ value: 3, name: 'NO_SOCKET', subsystem: 'core' }])
    assert.equal(table.name(3), 'NO_SOCKET')
    assert.equal(table.name(999), '999')
    assert.equal(table.name(-1), 'NOT_SPECIFIED')
    assert.equal(table.name(0x80000001 | 0), '2147483649')
  })

  it('come from the format file of a tracepoint too', () => {
    const format = `print fmt: "skbaddr=%p reason: %s", REC->skbaddr, __print_symbolic(REC->reason,
      { 2, "NOT_SPECIFIED" }, { 3, "NO_SOCKET" }, { 0x30001, "OVS_DROP_LAST_ACTION" })`
    assert.deepEqual(reasonsFromFormat(format), [
      { value: 2, name: 'NOT_SPECIFIED', subsystem: 'core' },
      { value: 3, name: 'NO_SOCKET', subsystem: 'core' },
      { value: 0x30001, name: 'OVS_DROP_LAST_ACTION', subsystem: '3' },
    ])
  })

  it('are none where a format has none, or is cut', () => {
    assert.deepEqual(reasonsFromFormat(''), [])
    assert.deepEqual(reasonsFromFormat('{ 2, "NOT_SPEC'), [])
  })

  it('of Debian kernels 6.1 and 6.12 differ, and are read from their own files', () => {
    const table = (version: string): ReturnType<typeof reasonTable> => {
      const file = join(packageRoot, `fixtures/raw/tracepoint/kfree_skb-${version}.format`)
      return reasonTable(reasonsFromFormat(readFileSync(file, 'utf8')))
    }
    assert.equal(table('6.1').name(2), 'NO_SOCKET')
    assert.equal(table('6.12').name(3), 'NO_SOCKET')
    assert.equal(table('6.1').name(45), 'QDISC_DROP')
    assert.equal(table('6.12').name(57), 'QDISC_DROP')
  })
})
