import assert from 'node:assert/strict'
import { parseDevMcast, parseIgmp, parseIgmp6 } from '../../../capture/host/memberships.js'

describe('multicast memberships', () => {
  it('reads /proc/net/igmp', () => {
    const text =
      'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n' +
      '1\tlo        :     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n' +
      '4\teth0 : 1  :     2      V3\n\t\t\t\tFB0000E0     1 0:00000000\t\t1\n\t\t\t\t010000E0     1 0:00000000\t\t0\n'
    assert.deepEqual(parseIgmp(text), [
      { ifindex: 1, family: 4, group: '224.0.0.1' },
      { ifindex: 4, family: 4, group: '224.0.0.251' },
      { ifindex: 4, family: 4, group: '224.0.0.1' },
    ])
  })

  it('reads /proc/net/igmp6 and dev_mcast, names with blanks included', () => {
    const igmp6 =
      '1    lo              ff020000000000000000000000000001     1 0000000C 0\n' +
      '4    my if           ff0200000000000000000001ff000002     1 00000004 0\n'
    assert.deepEqual(parseIgmp6(igmp6), [
      { ifindex: 1, family: 6, group: 'ff02::1' },
      { ifindex: 4, family: 6, group: 'ff02::1:ff00:2' },
    ])
    assert.deepEqual(parseDevMcast('4    eth0            1     0     01005e000001\n'), [
      { ifindex: 4, family: 0, group: '01:00:5e:00:00:01' },
    ])
  })

  it('leaves out what is truncated or garbage', () => {
    assert.deepEqual(parseIgmp('\t\t\t\t010000E0     1 0:00000000\t\t0\n'), [])
    assert.deepEqual(parseIgmp('4\teth0\n\t\t\t\t0100'), [])
    assert.deepEqual(parseIgmp6('4    eth0            ff0200000000'), [])
    assert.deepEqual(parseDevMcast('nonsense'), [])
  })
})
