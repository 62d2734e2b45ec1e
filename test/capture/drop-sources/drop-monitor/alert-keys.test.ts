import assert from 'node:assert/strict'
import {
  AlertKeys,
  symbolFromText,
} from '../../../../capture/drop-sources/drop-monitor/alert-keys.js'
import { namespaceOf } from '../../../../capture/drop-sources/drop-monitor/alert-namespace.js'
import { AlertContext } from './alert-context.js'

const parts = {
  pc: 0xffffffff81000010n,
  symbol: 'ip_rcv+0x10/0x20',
  reason: 'IP_INHDR',
  ifindex: 2,
  interfaceName: '',
  protocol: 0x0800,
  trap: '',
}

describe('keys of alerts', () => {
  it('reads a symbol as the kernel prints it', () => {
    assert.deepEqual(symbolFromText('nft_do_chain+0x40f/0x630 [nf_tables]'), {
      name: 'nft_do_chain',
      offset: 0x40f,
      module: 'nf_tables',
    })
    assert.deepEqual(symbolFromText('foo.constprop.0+0x1/0x2'), {
      name: 'foo.constprop.0',
      offset: 1,
      module: '',
    })
    // Cut at 39 characters.
    assert.equal(symbolFromText('a_function_with_a_very_long_name_inde')?.name.length, 37)
    assert.deepEqual(symbolFromText('nft_a_rather_long_name+0x40f/0x630 [nf_t'), {
      name: 'nft_a_rather_long_name',
      offset: 0x40f,
      module: 'nf_t',
    })
    for (const text of ['', '0xffffffff81b78f65', '+0x1/0x2']) {
      assert.equal(symbolFromText(text), undefined, text)
    }
  })

  it('concludes the namespace where there is one answer only', () => {
    const context = new AlertContext()
    assert.equal(namespaceOf(context, 1, ''), 1)
    assert.equal(namespaceOf(context, 0, ''), 1)
    context.interfaces.set(
      2,
      new Map([
        [1, 'lo'],
        [7, 'veth0'],
      ]),
    )
    assert.equal(namespaceOf(context, 1, ''), null)
    assert.equal(namespaceOf(context, 0, ''), null)
    assert.equal(namespaceOf(context, 7, ''), 2)
    assert.equal(namespaceOf(context, 99, ''), null)
    context.interfaces.get(1)?.set(7, 'eth0')
    assert.equal(namespaceOf(context, 7, ''), null)
    assert.equal(namespaceOf(context, 7, 'eth0'), 1)
  })

  it('gives the same kind of drop the same key, until its namespace means another', () => {
    const context = new AlertContext()
    context.interfaces.get(1)?.set(2, 'eth0')
    const keys = new AlertKeys(context)
    const key = keys.keyOf(parts)
    assert.equal(keys.keyOf({ ...parts }), key)
    assert.notEqual(keys.keyOf({ ...parts, reason: 'IP_CSUM' }), key)
    keys.refresh()
    assert.equal(keys.keyOf(parts), key)
    context.interfaces.set(2, new Map([[2, 'eth0']]))
    keys.refresh()
    assert.notEqual(keys.keyOf(parts).id, key.id)
    assert.deepEqual(
      context.table('drop_key').map(({ netns }) => netns),
      [1, 1, null],
    )
    assert.deepEqual(
      context.table('symbol').map(({ name, offset }) => [name, offset]),
      [['ip_rcv', 16]],
    )
  })
})
