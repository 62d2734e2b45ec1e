import assert from 'node:assert/strict'
import { NotHere } from './lab/fault.js'
import { loadFaults } from './lab/load-faults.js'
import { recordFault } from './lab/run-fault.js'
import { requireRoot, skipBecause } from './root-only.js'

const faults = await loadFaults()

describe('what dropcorr says about network faults made on this machine', function () {
  this.timeout(120_000)
  before(function () {
    requireRoot(this)
  })

  for (const fault of faults) {
    it(`${fault.name}: ${fault.title}`, async function () {
      try {
        const { verdict } = await recordFault(fault)
        assert.deepEqual(verdict.mistakes, [], `expected ${verdict.expected}`)
      } catch (error) {
        if (error instanceof NotHere) skipBecause(this, error.message)
        throw error
      }
    })
  }
})
