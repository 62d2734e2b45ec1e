import assert from 'node:assert/strict'
import { parseMasks } from '../../../cli/options/mask.js'
import { unknownReasons } from '../../../cli/options/unknown-reasons.js'

const known = ['NO_SOCKET', 'QDISC_DROP', 'UDP_CSUM']
const unknownIn = (...masks: readonly string[]): readonly string[] =>
  unknownReasons(masks.flatMap(parseMasks), () => known)

describe('masks by reasons that the kernel has not', () => {
  it('are named', () => {
    const [text, another] = unknownIn('reason=no_socket', 'reason=QDISC_DORP', 'site=udp_rcv')
    assert.match(text ?? '', /no drop reason QDISC_DORP/)
    assert.equal(another, undefined)
    assert.equal(unknownIn('reason=TCP_*').length, 1)
  })

  it('are none that match something, or that stand for no reason at all', () => {
    assert.deepEqual(unknownIn('reason=*CSUM', 'reason=NOT_SPECIFIED', 'reason=UDP_*'), [])
  })

  it('are not asked of the word benign, nor where no reasons are known', () => {
    assert.deepEqual(unknownIn('benign'), [])
    assert.deepEqual(
      unknownReasons(parseMasks('reason=X'), () => []),
      [],
    )
  })
})
