import assert from 'node:assert/strict'
import { parseMask } from '../../../cli/options/mask.js'

describe('mask', () => {
  it('takes each field', () => {
    assert.deepEqual(parseMask('site=tcp_*'), { field: 'site', pattern: 'tcp_*' })
    assert.deepEqual(parseMask('iface=eth0'), { field: 'iface', pattern: 'eth0' })
    assert.deepEqual(parseMask('netns=a=b'), { field: 'netns', pattern: 'a=b' })
  })

  it('takes a reason as the kernel or as a session writes it', () => {
    const expected = { field: 'reason', pattern: 'NO_SOCKET' }
    for (const name of ['NO_SOCKET', 'no_socket', 'SKB_DROP_REASON_NO_SOCKET']) {
      assert.deepEqual(parseMask(`reason=${name}`), expected)
    }
  })

  for (const text of ['', 'reason', 'reason=', '=x', 'port=80', 'Reason=NO_SOCKET']) {
    it(`refuses '${text}'`, () => {
      assert.throws(() => parseMask(text), { name: 'DropcorrError', exitCode: 2 })
    })
  }
})
