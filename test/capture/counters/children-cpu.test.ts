import assert from 'node:assert/strict'
import { parseChildrenCpuUs } from '../../../capture/counters/children-cpu.js'

describe('children CPU time', () => {
  it('is read past a hostile command name', () => {
    const stat = '77 (a) b (c)) S 1 77 77 0 -1 4194560 1 2 3 4 50 60 7 8 20 0 1 0 99 0 0\n'
    assert.equal(parseChildrenCpuUs(stat), 150_000)
  })
})
