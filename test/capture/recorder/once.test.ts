import assert from 'node:assert/strict'
import { once } from '../../../capture/recorder/once.js'

describe('an action that runs once', () => {
  it('runs at the first call only', () => {
    let runs = 0
    const action = once(() => (runs += 1))
    assert.equal(runs, 0)
    action()
    action()
    assert.equal(runs, 1)
  })
})
