import assert from 'node:assert/strict'
import { packetHealth, type PacketFacts } from '../../../capture/packet-sources/packet-health.js'

const good: PacketFacts = {
  captures: 2,
  packets: 1000,
  lost: 0,
  failures: [],
  death: undefined,
  cutShort: false,
  overInterfaceLimit: 0,
  flowPacketsOverLimit: 0,
  bufferBytes: 1 << 20,
}

describe('packetHealth', () => {
  it('is ok with no more than numbers when all went well', () => {
    const { status, why, lost, detail } = packetHealth(good)
    assert.deepEqual([status, why, lost, detail.packets], ['ok', '', 0, 1000])
  })

  it('is partial with the reason first that hides most', () => {
    const { status, why, lost } = packetHealth({
      ...good,
      packets: 10,
      lost: 4,
      failures: ['web/x0: That device is not up'],
      death: 'signal SIGKILL',
    })
    assert.deepEqual([status, lost], ['partial', 4])
    assert.match(why, /^the capture process ended \(signal SIGKILL\).*4 packets.*web\/x0/)
  })

  it('is partial when an interface found no memory for its buffer', () => {
    const { status, why } = packetHealth({ ...good, overInterfaceLimit: 3 })
    assert.equal(status, 'partial')
    assert.match(why, /^up to 3 interfaces at once found no memory/)
  })

  it('is partial when flows did not fit their table', () => {
    const { status, why } = packetHealth({ ...good, flowPacketsOverLimit: 17 })
    assert.equal(status, 'partial')
    assert.match(why, /^17 packets of flows beyond the limit/)
  })

  it('is unavailable when nothing could be captured: that is no zero', () => {
    assert.equal(packetHealth({ ...good, captures: 0 }).status, 'unavailable')
    assert.equal(packetHealth({ ...good, captures: 0 }).why, 'no interface was up')
  })
})
