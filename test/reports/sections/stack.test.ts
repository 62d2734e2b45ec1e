import assert from 'node:assert/strict'
import type { StackPosition } from '../../../analyze/model/report-model.js'
import { finding, ladder, reportModel } from '../model.js'
import { sectionHtml, textOf } from './section-html.js'

type Steps = readonly (readonly [
  position: StackPosition,
  findingId: string,
  drops: number,
  way?: 'tx' | 'unknown',
])[]

const section = async (...steps: Steps): Promise<string> =>
  textOf(
    await sectionHtml(reportModel([finding({ drops: 31 })], { ladder: ladder(...steps) }), 'stack'),
  )

describe('section of the stack', function () {
  this.timeout(20_000)

  it('tells layer and way', async () => {
    assert.match(
      await section(['tc', 'udp-rcvbuf-full', 31, 'tx']),
      /All 31 lost packets ended at the layer ‘tc, qdisc’, on the way out\./,
    )
    assert.match(
      await section(['ip', 'udp-rcvbuf-full', 19], ['tc', 'udp-rcvbuf-full', 12, 'tx']),
      /19 of 31 lost packets \(61\.3%\) ended at the layer ‘IP’, on the way in\./,
    )
  })

  it('claims no way where none is known', async () => {
    assert.match(
      await section(['unknown', 'udp-rcvbuf-full', 31, 'unknown']),
      /All 31 lost packets ended at a layer that is not known\./,
    )
  })
})
