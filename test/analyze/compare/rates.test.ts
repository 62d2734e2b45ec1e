import assert from 'node:assert/strict'
import { changeOf, perMillionPackets, perSecond } from '../../../analyze/compare/rates.js'

const minute = (drops: number, packets: number | null = null) => ({
  drops,
  durationMs: 60_000,
  packets,
})

describe('rates of two recordings', () => {
  it('per second and per million packets; without packets there is no such rate', () => {
    assert.equal(perSecond(minute(90)), 1.5)
    assert.equal(perMillionPackets(minute(3, 1500)), 2000)
    assert.equal(perMillionPackets(minute(3)), null)
    assert.equal(perMillionPackets(minute(3, 0)), null)
    assert.equal(perSecond({ ...minute(3), durationMs: 0 }), 0)
  })

  it('new and gone are about zero', () => {
    assert.equal(changeOf(minute(0), minute(1)), 'new')
    assert.equal(changeOf(minute(1), minute(0)), 'gone')
    assert.equal(changeOf(minute(0), minute(0)), 'same')
  })

  it('worse and better need more than chance, and more than a quarter', () => {
    assert.equal(changeOf(minute(10), minute(14)), 'same', 'chance')
    assert.equal(changeOf(minute(1000), minute(1400)), 'worse')
    assert.equal(changeOf(minute(1400), minute(1000)), 'better')
    assert.equal(changeOf(minute(100_000), minute(110_000)), 'same', 'certain, but a tenth')
  })

  it('takes out duration, and traffic where both captured it', () => {
    assert.equal(changeOf(minute(1000), { ...minute(2000), durationMs: 120_000 }), 'same')
    assert.equal(changeOf(minute(1000, 1e5), minute(2000, 2e5)), 'same')
    assert.equal(changeOf(minute(1000, 1e5), minute(1000, 1e6)), 'better')
    assert.equal(changeOf(minute(1000, 1e5), minute(2000)), 'worse', 'not captured: per second')
  })
})
