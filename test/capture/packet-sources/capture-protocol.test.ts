import assert from 'node:assert/strict'
import { encodeCommand } from '../../../capture/packet-sources/capture-protocol.js'

describe('commands to the capture process', () => {
  it('are a line each, whatever the filter is', () => {
    const open = { slot: 7, device: 'eth0', netnsPath: '', snapLength: 128, bufferBytes: 4096 }
    assert.equal(
      encodeCommand({ kind: 'open', ...open, filter: 'udp\nor\ttcp' }),
      'open\t7\teth0\t\t128\t4096\tudp or tcp\n',
    )
    assert.equal(encodeCommand({ kind: 'close', slot: 7 }), 'close\t7\n')
    assert.equal(encodeCommand({ kind: 'stop' }), 'stop\n')
  })
})
