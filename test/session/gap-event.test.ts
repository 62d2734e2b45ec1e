import assert from 'node:assert/strict'
import { gapEventText, lateMsOfEvent } from '../../session/gap-event.js'

describe('event of a late round', () => {
  it('tells again by how much it was late', () => {
    assert.equal(lateMsOfEvent(gapEventText('the round of counters', 1234.4)), 1234)
  })
  it('tells nothing of other texts', () => {
    for (const text of [
      '',
      'x came late',
      ' came -5 ms late: x',
      ` came ${'9'.repeat(40)} ms late: x`,
    ])
      assert.equal(lateMsOfEvent(text), undefined)
  })
})
