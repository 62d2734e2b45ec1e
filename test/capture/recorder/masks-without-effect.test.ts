import assert from 'node:assert/strict'
import {
  masksWithoutEffect,
  withoutEffectText,
} from '../../../capture/recorder/masks-without-effect.js'
import type { Mask } from '../../../capture/source.js'

const masks: readonly Mask[] = [
  { field: 'reason', pattern: 'QDISC_DROP' },
  { field: 'reason', pattern: 'NOT_SPECIFIED' },
  { field: 'site', pattern: 'tcp_*' },
  { field: 'iface', pattern: 'eth0' },
  { field: 'netns', pattern: 'web' },
]

describe('masks that a source cannot apply', () => {
  it('are those that go by what it is not told of', () => {
    assert.deepEqual(masksWithoutEffect(masks, []), [])
    assert.deepEqual(masksWithoutEffect(masks, ['iface', 'netns']), ['iface=eth0', 'netns=web'])
  })

  it('are not those of the reason that stands for none', () => {
    assert.deepEqual(masksWithoutEffect(masks, ['reason']), ['reason=QDISC_DROP'])
  })

  it('are named, but not without end', () => {
    assert.match(withoutEffectText(['iface=a', 'iface=b']), /: iface=a, iface=b$/)
    const many = Array.from({ length: 9 }, (_, i) => `iface=${i}`)
    assert.match(withoutEffectText(many), /: iface=0, .*iface=4 and 4 more$/)
  })
})
