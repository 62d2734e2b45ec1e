import assert from 'node:assert/strict'
import { linkChanges } from '../../../capture/host/link-changes.js'
import type { Row } from '../../../session/tables.js'

const eth0: Row<'interface'> = {
  netns: 1,
  ifindex: 2,
  name: 'eth0',
  kind: '',
  link_type: 1,
  mac: '02:00:00:00:00:01',
  mtu: 1500,
  flags: 1 | 64,
  operstate: 'up',
  master: null,
  link: null,
  link_netns: null,
  qdisc: 'fq_codel',
  tx_queue_len: 1000,
  xdp: null,
  bridge_port: null,
  driver: null,
  from_ns: 0,
  to_ns: null,
}

describe('what a changed interface means', () => {
  const cases: readonly (readonly [Partial<Row<'interface'>>, readonly string[]])[] = [
    [{}, []],
    [{ flags: 1 }, ['interface eth0 lost carrier']],
    [{ flags: 0 }, ['interface eth0 was set down', 'interface eth0 lost carrier']],
    [{ mtu: 1400 }, ['MTU of interface eth0 changed from 1500 to 1400']],
    [{ qdisc: 'noop' }, ['root qdisc of interface eth0 changed from fq_codel to noop']],
    [{ xdp: '[]' }, ['XDP program on interface eth0 was attached']],
    [{ master: 7 }, ['interface eth0 joined interface 7']],
    [{ name: 'wan' }, ['interface eth0 was renamed to wan']],
  ]
  for (const [change, texts] of cases) {
    it(JSON.stringify(change), () => {
      assert.deepEqual(linkChanges(eth0, { ...eth0, ...change }), texts)
    })
  }

  it('a new one', () => {
    assert.deepEqual(linkChanges(undefined, eth0), ['interface eth0 appeared'])
  })
})
