import assert from 'node:assert/strict'
import { masksForRow } from '../../../cli/watch/mask-choice.js'
import type { KeyCount } from '../../../cli/watch/drop-snapshot.js'
import type { View, WatchRow } from '../../../cli/watch/watch-rows.js'
import { keyCount } from './snapshots.js'

const row = (keys: readonly KeyCount[]): WatchRow => ({
  id: 'x',
  name: 'x',
  detail: '',
  severity: undefined,
  total: 1,
  perSecond: 1,
  history: [],
  keys,
})

describe('the masks for a row', () => {
  const choose = (view: View, keys: readonly KeyCount[], others: readonly KeyCount[] = []) =>
    masksForRow(view, row(keys), [...keys, ...others])

  it('go by what the view shows, each once', () => {
    const keys = [keyCount(1, 5), keyCount(2, 5)]
    assert.deepEqual(choose('reason', keys), { masks: [{ field: 'reason', pattern: 'NO_SOCKET' }] })
    assert.deepEqual(choose('site', keys), {
      masks: [{ field: 'site', pattern: '__udp4_lib_rcv' }],
    })
    assert.deepEqual(choose('interface', keys), { masks: [{ field: 'iface', pattern: 'eth0' }] })
  })

  it('of a cause take as little of others as they can', () => {
    const tcp = keyCount(2, 5, { site: 'tcp_v4_rcv' })
    assert.deepEqual(choose('cause', [keyCount(1, 5)], [tcp]), {
      masks: [{ field: 'site', pattern: '__udp4_lib_rcv' }],
    })
    assert.deepEqual(choose('cause', [keyCount(1, 5)]), {
      masks: [{ field: 'reason', pattern: 'NO_SOCKET' }],
    })
    assert.deepEqual(choose('cause', [keyCount(1, 5, { reason: 'NOT_SPECIFIED' })]), {
      masks: [{ field: 'site', pattern: '__udp4_lib_rcv' }],
    })
  })

  it('of hardware drops go by the trap', () => {
    const trapped = keyCount(1, 5, { site: '', reason: '', trap: 'l2_drops/vlan' })
    const masks = { masks: [{ field: 'site', pattern: 'l2_drops/vlan' }] }
    assert.deepEqual(choose('site', [trapped]), masks)
    assert.deepEqual(choose('cause', [trapped]), masks)
  })

  it('are none where there is nothing to go by', () => {
    assert.ok('why' in choose('flow', [keyCount(1, 5)]))
    assert.ok('why' in choose('interface', [keyCount(1, 5, { iface: '' })]))
  })
})
