import assert from 'node:assert/strict'
import { ToldDrops } from '../../../../capture/drop-sources/rows/told-drops.js'

describe('what the progress line tells of drops', () => {
  it('is the site with most drops that are not masked, and how many are', () => {
    const told = new ToldDrops()
    assert.deepEqual([told.topSite, told.masked], ['', 0])
    told.add('tcp_v4_rcv', false, 3)
    told.add('__udp4_lib_rcv', false, 2)
    told.add('nft_do_chain', true, 40)
    assert.deepEqual([told.topSite, told.masked], ['tcp_v4_rcv', 40])
    told.add('__udp4_lib_rcv', false, 2)
    assert.equal(told.topSite, '__udp4_lib_rcv')
  })

  it('moves drops under a mask that covered them before their names were known', () => {
    const told = new ToldDrops()
    told.add('tcp_v4_rcv', false, 5)
    told.add('__udp4_lib_rcv', false, 7)
    told.wasMasked('__udp4_lib_rcv', 7)
    assert.deepEqual([told.topSite, told.masked], ['tcp_v4_rcv', 7])
  })

  it('begins anew with the books', () => {
    const told = new ToldDrops()
    told.add('tcp_v4_rcv', false, 5)
    told.add('nft_do_chain', true, 40)
    told.clear()
    assert.deepEqual([told.topSite, told.masked], ['', 0])
  })
})
