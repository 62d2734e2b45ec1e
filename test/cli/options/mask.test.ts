import assert from 'node:assert/strict'
import { benignMasks, parseMasks, recordMasks, reportMasks } from '../../../cli/options/mask.js'

const usage = { name: 'DropcorrError', exitCode: 2 }

describe('mask', () => {
  it('takes each field', () => {
    assert.deepEqual(parseMasks('site=tcp_*'), [{ field: 'site', pattern: 'tcp_*' }])
    assert.deepEqual(parseMasks('iface=eth0'), [{ field: 'iface', pattern: 'eth0' }])
    assert.deepEqual(parseMasks('netns=a=b'), [{ field: 'netns', pattern: 'a=b' }])
  })

  it('takes a reason as the kernel or as a session writes it', () => {
    const expected = [{ field: 'reason', pattern: 'NO_SOCKET' }]
    for (const name of ['NO_SOCKET', 'no_socket', 'SKB_DROP_REASON_NO_SOCKET']) {
      assert.deepEqual(parseMasks(`reason=${name}`), expected)
    }
  })

  it('takes benign for reasons and sites that are never a loss', () => {
    assert.deepEqual(recordMasks({ mask: ['benign'] }), benignMasks)
    assert.ok(benignMasks.some(({ pattern }) => pattern === 'TCP_OLD_DATA'))
    assert.ok(benignMasks.every(({ pattern }) => pattern !== 'NOT_SPECIFIED'))
  })

  it('takes causes and severities in a report, where they are known', () => {
    assert.deepEqual(reportMasks({ mask: ['cause=qdisc-*', 'benign', 'iface=eth0'] }), [
      { field: 'cause', pattern: 'qdisc-*' },
      { field: 'severity', pattern: 'benign' },
      { field: 'iface', pattern: 'eth0' },
    ])
    assert.throws(() => recordMasks({ mask: ['cause=qdisc-fifo-full'] }), {
      ...usage,
      hint: /report session\.db --mask/,
    })
  })

  for (const text of ['', 'reason', 'reason=', '=x', 'port=80', 'Reason=NO_SOCKET', 'Benign']) {
    it(`refuses '${text}'`, () => {
      assert.throws(() => parseMasks(text), usage)
      assert.throws(() => reportMasks({ mask: [text] }), usage)
    })
  }
})
