import assert from 'node:assert/strict'
import { InterfaceHistory } from '../../../capture/counters/interface-history.js'
import type { LinkStatistics } from '../../../capture/netlink/link-statistics.js'

const link = (ifindex: number, mac: string, packets: number): LinkStatistics => ({
  ifindex,
  name: `if${ifindex}`,
  kind: '',
  mac,
  values: Float64Array.of(packets, 0),
  xdp: false,
  carrierChanges: 0,
})

describe('InterfaceHistory', () => {
  it('takes what is there at the first look for old', () => {
    const history = new InterfaceHistory()
    history.observe(1, [link(2, 'aa', 100)], false)
    assert.equal(history.beganAtZero(1, 2), false)
    assert.equal(history.beganAtZero(1, 3), false, 'never seen')
  })

  it('takes what comes later, or with its namespace, for new', () => {
    const history = new InterfaceHistory()
    history.observe(1, [link(2, 'aa', 100)], false)
    history.observe(1, [link(2, 'aa', 100), link(3, 'bb', 4)], false)
    assert.equal(history.beganAtZero(1, 3), true)
    history.observe(5, [link(1, '', 0), link(2, 'cc', 9)], true)
    assert.equal(history.beganAtZero(5, 2), true)
  })

  it('knows an interface that was moved here by its address and counts', () => {
    const history = new InterfaceHistory()
    history.observe(1, [link(2, 'aa', 100)], false)
    history.observe(5, [link(2, 'aa', 120)], true)
    assert.equal(history.beganAtZero(5, 2), false)
  })

  it('knows one that moved here from a namespace that is gone', () => {
    const history = new InterfaceHistory()
    history.observe(5, [link(2, 'aa', 100)], false)
    history.forget(5)
    history.observe(1, [link(2, 'aa', 120)], true)
    assert.equal(history.beganAtZero(1, 2), false)
    assert.equal(history.beganAtZero(5, 2), false, 'forgotten')
  })

  it('is not misled by an address that is used again', () => {
    const history = new InterfaceHistory()
    history.observe(1, [link(2, 'aa', 100)], false)
    history.observe(5, [link(2, 'aa', 3)], true)
    assert.equal(history.beganAtZero(5, 2), true)
  })
})
