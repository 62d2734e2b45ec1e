import assert from 'node:assert/strict'
import { isMasked } from '../../../../capture/drop-sources/rows/mask.js'

const subject = {
  reason: 'QDISC_DROP',
  site: '__dev_queue_xmit.constprop.0',
  iface: 'eth0.100',
  netns: 'web',
}

describe('masks', () => {
  it('match the whole value', () => {
    assert.ok(isMasked([{ field: 'netns', pattern: 'web' }], subject))
    assert.ok(!isMasked([{ field: 'netns', pattern: 'we' }], subject))
    assert.ok(!isMasked([{ field: 'netns', pattern: 'eb' }], subject))
  })

  it('take * for any characters and nothing else as special', () => {
    assert.ok(isMasked([{ field: 'iface', pattern: 'eth*' }], subject))
    assert.ok(isMasked([{ field: 'iface', pattern: 'eth0.100' }], subject))
    assert.ok(
      !isMasked([{ field: 'iface', pattern: 'eth0.100' }], { ...subject, iface: 'eth0x100' }),
    )
    assert.ok(!isMasked([{ field: 'iface', pattern: '[e]th0.100' }], subject))
  })

  it('know reasons in any case and with the prefix of the kernel', () => {
    assert.ok(isMasked([{ field: 'reason', pattern: 'qdisc_drop' }], subject))
    assert.ok(isMasked([{ field: 'reason', pattern: 'SKB_DROP_REASON_QDISC_*' }], subject))
  })

  it('know sites without the suffix of the compiler', () => {
    assert.ok(isMasked([{ field: 'site', pattern: '__dev_queue_xmit' }], subject))
    assert.ok(isMasked([{ field: 'site', pattern: '__dev_queue_xmit.constprop.0' }], subject))
  })

  it('never match what is not known', () => {
    const unknown = { reason: '', site: '', iface: undefined, netns: undefined }
    for (const field of ['reason', 'site', 'iface', 'netns'] as const)
      assert.ok(!isMasked([{ field, pattern: '*' }], unknown))
  })

  it('apply one by one', () => {
    const masks = [
      { field: 'reason', pattern: 'NO_SOCKET' },
      { field: 'netns', pattern: 'web' },
    ] as const
    assert.ok(isMasked(masks, subject))
    assert.ok(!isMasked([], subject))
  })
})
