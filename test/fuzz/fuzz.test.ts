import assert from 'node:assert/strict'
import { fuzz, interrupted } from './fuzz.js'
import { mutated, shrunk } from './mutate.js'
import { Random } from './random.js'

const seeds = [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)]

describe('fuzzing', () => {
  it('makes the same inputs from the same seed, and others from another', () => {
    const inputs = (seed: number): string[] => {
      const random = new Random(seed)
      return Array.from({ length: 20 }, () => Buffer.from(mutated(seeds, random)).toString('hex'))
    }
    assert.deepEqual(inputs(1), inputs(1))
    assert.notDeepEqual(inputs(1), inputs(2))
    assert.ok(new Set(inputs(1)).size > 10)
  })

  it('leaves the seeds as they are', () => {
    const random = new Random(3)
    for (let i = 0; i < 200; i++) mutated(seeds, random)
    assert.deepEqual(seeds[0], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))
  })

  it('finds a crash, and makes its input small', () => {
    const decode = (bytes: Uint8Array): void => {
      if (bytes.includes(0xff)) throw new RangeError('beyond')
    }
    const [failure] = fuzz([{ name: 'crash', seeds, decode }], 5000, 1)
    assert.match(failure?.what ?? '', /^crash: RangeError: beyond/)
    assert.equal(failure?.hex, 'ff')
  })

  it('finds a read beyond the input that throws nothing', () => {
    const decode = (bytes: Uint8Array): number =>
      new DataView(bytes.buffer).getUint8(bytes.byteOffset + bytes.length)
    const [failure] = fuzz([{ name: 'beyond', seeds, decode }], 10, 1)
    assert.match(failure?.what ?? '', /reads beyond its input/)
  })

  it('interrupts a loop without end', () => {
    const endless = (): never => {
      for (;;);
    }
    assert.equal(interrupted(endless, 20), undefined)
    assert.equal(
      interrupted(() => 7, 1000),
      7,
    )
  })

  it('keeps what it cannot make smaller', () => {
    const bytes = Uint8Array.of(1, 2, 3)
    assert.deepEqual(
      shrunk(bytes, (each) => each.length === 3),
      bytes,
    )
  })
})
