import assert from 'node:assert/strict'
import { packetHealth, type PacketFacts } from '../../../capture/packet-sources/packet-health.js'

const good: PacketFacts = {
  captures: [
    { packets: 997, lost: 0 },
    { packets: 3, lost: 0 },
  ],
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
      captures: [{ packets: 10, lost: 4 }],
      failures: ['web/x0: That device is not up'],
      death: 'signal SIGKILL',
    })
    assert.deepEqual([status, lost], ['partial', 4])
    assert.match(why, /^the capture process ended \(signal SIGKILL\).*4 packets.*web\/x0/)
  })

  it('is unavailable when nothing could be captured: that is no zero', () => {
    assert.equal(packetHealth({ ...good, captures: [] }).status, 'unavailable')
    assert.equal(packetHealth({ ...good, captures: [] }).why, 'no interface was up')
  })
})
