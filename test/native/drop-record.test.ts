import assert from 'node:assert/strict'
import { addon } from '../../capture/native.js'
import { dropRecord } from '../../session/drop-record.js'

describe('drop-record.h', () => {
  it('is laid out as session/drop-record.ts says', () => {
    assert.deepEqual({ ...addon().dropRecordLayout }, { ...dropRecord })
  })
})
