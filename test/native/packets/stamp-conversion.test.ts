import assert from 'node:assert/strict'
import { capturedPackets } from '../../../session/captured-packets.js'
import { packetRecords } from '../../../session/packet-deltas.js'
import { samples } from '../../session/packet/frames.js'
import { BookKeeping } from './book-keeping.js'

/** A machine whose wall clock can be set. */
class Machine {
  readonly #books = new BookKeeping()
  #stepNs = 0

  constructor() {
    this.#books.open(1, 1)
  }

  setWallClock(byNs: number): void {
    this.#stepNs += byNs
  }

  /** A packet's stamp; taken later, or never. */
  stamp(atNs: number): bigint {
    return 1_700_000_000_000_000_000n + BigInt(atNs + this.#stepNs)
  }

  /** Takes packets of these stamps out of the ring. */
  take(atNs: number, stamps: readonly bigint[]): void {
    this.#books.beginBatch(1, this.stamp(atNs), atNs)
    for (const stamp of stamps) this.#books.add(1, stamp, 60, samples.udp4)
  }

  async times(): Promise<readonly number[]> {
    this.#books.flushAll()
    return (await this.#books.run()).flatMap((message) => {
      if (message.kind !== 'packets') return []
      const packets = capturedPackets(packetRecords(message.data))
      return Array.from({ length: packets.count }, (_, index) => packets.atNs(index))
    })
  }
}

describe('session time of captured packets (C++)', function () {
  // The program is compiled.
  this.timeout(60_000)

  it('is exact', async () => {
    const machine = new Machine()
    const stamp = machine.stamp(5_123_456_789)
    machine.take(5_124_456_789, [stamp])
    assert.deepEqual(await machine.times(), [5_123_456_789])
  })

  for (const [name, stepNs] of [
    ['an hour back', -3600e9],
    ['an hour on', 3600e9],
    ['two seconds back', -2e9],
  ] as const) {
    it(`goes on when the wall clock is set ${name} while packets are in the ring`, async () => {
      const machine = new Machine()
      machine.take(10e9, [machine.stamp(10e9)])
      const before = [10.01e9, 10.02e9].map((atNs) => machine.stamp(atNs))
      machine.setWallClock(stepNs)
      const after = [10.03e9, 10.04e9].map((atNs) => machine.stamp(atNs))
      machine.take(10.1e9, [...before, ...after])
      machine.take(11e9, [machine.stamp(11e9)])
      assert.deepEqual(await machine.times(), [10e9, 10.01e9, 10.02e9, 10.03e9, 10.04e9, 11e9])
    })
  }

  it('keeps old stamps right that come out of the ring long after a step was seen', async () => {
    const machine = new Machine()
    machine.take(1e9, [])
    const old = machine.stamp(1.05e9)
    machine.setWallClock(-100e9)
    machine.take(1.2e9, [])
    machine.take(1.3e9, [old])
    assert.deepEqual(await machine.times(), [1.05e9])
  })

  it('never runs backwards', async () => {
    const machine = new Machine()
    const stamp = machine.stamp(2e9)
    machine.take(2e9, [stamp, stamp - 300_000n, stamp + 900_000n])
    assert.deepEqual(await machine.times(), [2e9, 2e9, 2.0009e9])
  })
})
