import assert from 'node:assert/strict'
import { compare } from '../../../analyze/compare/compare.js'
import { renderDiff } from '../../../reports/diff/render-diff.js'
import { findingsOf } from '../session-builder.js'
import type { DropLiteral } from '../session-literal.js'

const refused = (drops: number, dport = 53): DropLiteral => ({
  ...{ site: '__udp4_lib_rcv', reason: 'NO_SOCKET', drops, packet: { dport } },
})
const full = (drops: number): DropLiteral => ({
  ...{ site: 'udp_queue_rcv_one_skb', reason: 'SOCKET_RCVBUFF', drops },
})

describe('comparison of two sessions', function () {
  // Each test builds and analyses two sessions.
  this.timeout(30_000)

  it('tells new, gone, worse and the same apart, worst first', async () => {
    const before = await findingsOf({ drops: [refused(40)] })
    const after = await findingsOf({ drops: [refused(400), full(7)] })
    const diff = compare(before, after)
    assert.deepEqual(
      diff.findings.map((f) => [f.cause, f.change, f.before.drops, f.after.drops]),
      [
        ['udp-rcvbuf-full', 'new', 0, 7],
        ['udp-no-listener', 'worse', 40, 400],
      ],
    )
    assert.deepEqual([diff.lost.change, diff.lost.after.drops], ['worse', 407])
    assert.deepEqual(
      compare(after, before).findings.map((f) => f.change),
      ['better', 'gone'],
    )
    assert.deepEqual(
      compare(after, after).findings.map((f) => f.change),
      ['same', 'same'],
    )
  })

  it('pairs findings of one cause by what they have in common', async () => {
    const box = (netns: string, drops: number): DropLiteral => ({ ...refused(drops), netns })
    const before = await findingsOf({ drops: [box('a', 50), box('b', 500)] })
    const after = await findingsOf({ drops: [box('a', 51), box('c', 30)] })
    const pairs = compare(before, after).findings.map((f) => [
      f.netns,
      f.before.drops,
      f.after.drops,
    ])
    assert.deepEqual(pairs, [
      ['a', 50, 51],
      ['c', 500, 30],
    ])
  })

  it('says where the recordings themselves differ', async () => {
    const before = await findingsOf({ drops: [full(7)] })
    const after = await findingsOf({ drops: [full(7)], without: ['sockets'], cutOff: true })
    const { cautions } = compare(before, after)
    assert.ok(cautions.some((text) => text.startsWith('recorded ')))
    assert.ok(cautions.includes('the recording after was cut off'))
    assert.deepEqual(compare(before, before).cautions, [])
  })

  it('says the same in every format, every time', async () => {
    const before = await findingsOf({ drops: [refused(40)] })
    const after = await findingsOf({ drops: [full(7)] })
    for (const format of ['html', 'md', 'text', 'json'] as const) {
      const text = await renderDiff(compare(before, after), format)
      assert.equal(await renderDiff(compare(before, after), format), text)
      for (const word of ['udp-no-listener', 'udp-rcvbuf-full', 'gone', 'new']) {
        assert.ok(text.includes(word), `${format}: ${word}`)
      }
    }
  })
})
