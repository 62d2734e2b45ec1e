import assert from 'node:assert/strict'
import type { ReportModel } from '../../../analyze/model/report-model.js'
import { finding, reportModel } from '../model.js'
import { sectionHtml, textOf } from './section-html.js'

const binMs = 100
/** More bins than the chart has room for: it joins every three. */
const bins = 600

function lossesAt(drops: Readonly<Record<number, number>>): ReportModel {
  const timeline = Array.from({ length: bins }, (_, bin) => drops[bin] ?? 0)
  const model = reportModel([finding({ drops: timeline.reduce((a, b) => a + b, 0), timeline })])
  return {
    ...model,
    timeline: { ...model.timeline, binMs, bins, traffic: null },
  }
}

const answer = async (model: ReportModel): Promise<string> => {
  const html = await sectionHtml(model, 'timeline')
  return textOf(/<p class="answer">[^]*?<\/p>/.exec(html)?.[0] ?? '')
}

describe('timeline section', function () {
  this.timeout(20_000)

  it('tells the peak that the chart shows', async () => {
    assert.equal(
      await answer(lossesAt({ 300: 90 })),
      'All losses fall within 300 ms of the 60 s, between 30 s and 30.3 s; the peak is 300 a second at 30 s.',
    )
  })

  it('tells losses in one stretch from losses here and there', async () => {
    assert.equal(
      await answer(lossesAt({ 0: 30, 300: 60, 597: 30 })),
      'All losses fall in 900 ms of the 60 s, spread between 0 s and 60 s; the peak is 200 a second at 30 s.',
    )
    const steady = Object.fromEntries(Array.from({ length: bins }, (_, bin) => [bin, 10]))
    assert.equal(
      await answer(lossesAt(steady)),
      'Packets were lost all through the 60 s; the peak is 100 a second at 0 s.',
    )
  })
})
