import assert from 'node:assert/strict'
import { linkTypeNumber } from '../../../capture/packet-sources/link-type-number.js'

describe('linkTypeNumber', () => {
  it('knows the names that the pcap package has, and its way of saying that it has none', () => {
    assert.equal(linkTypeNumber('LINKTYPE_ETHERNET'), 1)
    assert.equal(linkTypeNumber('LINKTYPE_RAW'), 101)
    assert.equal(linkTypeNumber('LINKTYPE_LINUX_SLL'), 113)
    assert.equal(linkTypeNumber('Unknown linktype 276'), 276)
    assert.equal(linkTypeNumber('LINKTYPE_NEW'), -1)
  })
})
