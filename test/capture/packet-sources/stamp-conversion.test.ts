import assert from 'node:assert/strict'
import { StampConversion } from '../../../capture/packet-sources/stamp-conversion.js'
import type { SessionClock } from '../../../capture/source.js'

/** A machine whose wall clock can be set, and a session clock that notices only when told. */
class Machine {
  nowNs = 0
  wallS = 1_700_000_000
  /** Wall clock minus session clock, truth and what the session clock knows of it. */
  stepNs = 0
  knownStepNs = 0
  readonly clock: SessionClock = {
    startMonotonicNs: 0n,
    now: () => this.nowNs,
    fromWall: (seconds, ns) => (seconds - this.wallS) * 1e9 + ns - this.knownStepNs,
  }
  readonly wallNowMs = () => Math.floor((this.wallS * 1e9 + this.nowNs + this.stepNs) / 1e6)
  /** Stamp that a packet gets now. */
  stampUs = () => this.wallS * 1e6 + Math.floor((this.nowNs + this.stepNs) / 1000)
}

const within = (actual: number, expected: number, toleranceNs: number): void =>
  assert.ok(Math.abs(actual - expected) <= toleranceNs, `${actual} is not near ${expected}`)

describe('StampConversion', () => {
  it('converts by the session clock, exact to the microsecond', () => {
    const machine = new Machine()
    const stamps = new StampConversion(machine.clock, machine.wallNowMs)
    machine.nowNs = 5_123_456_000
    const stamp = machine.stampUs()
    machine.nowNs += 1e6
    stamps.beginBlock()
    assert.equal(stamps.toSessionNs(stamp), 5_123_456_000)
  })

  for (const [name, stepNs] of [
    ['an hour back', -3600e9],
    ['an hour on', 3600e9],
    ['two seconds back', -2e9],
  ] as const) {
    it(`keeps the timeline whole when the wall clock is set ${name} between packets of a block`, () => {
      const machine = new Machine()
      const stamps = new StampConversion(machine.clock, machine.wallNowMs)
      machine.nowNs = 10e9
      stamps.beginBlock()
      stamps.toSessionNs(machine.stampUs())
      const before = [10.01e9, 10.02e9].map((nowNs) => {
        machine.nowNs = nowNs
        return machine.stampUs()
      })
      machine.stepNs = stepNs
      const after = [10.03e9, 10.04e9].map((nowNs) => {
        machine.nowNs = nowNs
        return machine.stampUs()
      })
      machine.nowNs = 10.1e9
      stamps.beginBlock()
      const times = [...before, ...after].map((stamp) => stamps.toSessionNs(stamp))
      for (const [index, expected] of [10.01e9, 10.02e9, 10.03e9, 10.04e9].entries()) {
        within(times[index] ?? 0, expected, 2e6)
      }
      // The session clock notices too.
      machine.knownStepNs = stepNs
      machine.nowNs = 11e9
      const later = machine.stampUs()
      stamps.beginBlock()
      within(stamps.toSessionNs(later), 11e9, 2e6)
    })
  }

  it('keeps old stamps right that come out of buffers after the session clock has noticed a step', () => {
    const machine = new Machine()
    const stamps = new StampConversion(machine.clock, machine.wallNowMs)
    machine.nowNs = 1e9
    stamps.beginBlock()
    stamps.toSessionNs(machine.stampUs())
    machine.nowNs = 1.05e9
    const old = machine.stampUs()
    machine.stepNs = machine.knownStepNs = -100e9
    machine.nowNs = 1.2e9
    stamps.beginBlock()
    within(stamps.toSessionNs(old), 1.05e9, 2e6)
  })

  it('never runs backwards and never into the future', () => {
    const machine = new Machine()
    const stamps = new StampConversion(machine.clock, machine.wallNowMs)
    machine.nowNs = 2e9
    const stamp = machine.stampUs()
    stamps.beginBlock()
    assert.equal(stamps.toSessionNs(stamp), 2e9)
    assert.equal(stamps.toSessionNs(stamp - 300), 2e9, 'packets of two CPUs, out of order')
    assert.equal(stamps.toSessionNs(stamp + 900), 2e9)
  })
})
