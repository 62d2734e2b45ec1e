import assert from 'node:assert/strict'
import { sizeAndRotation } from '../../../cli/options/rotation.js'
import { formatSize, parseSizeBytes, sessionSizeRange } from '../../../cli/options/size.js'

describe('--max-size, --rotate and --rotate-every', () => {
  for (const [text, bytes] of [
    ['8388608', 8 << 20],
    ['100M', 100 * 2 ** 20],
    ['100MiB', 100 * 2 ** 20],
    ['1.5g', 1.5 * 2 ** 30],
    ['5000kB', 5000 * 2 ** 10],
  ] as const) {
    it(`takes ${text}`, () => {
      assert.equal(parseSizeBytes('--max-size', text, sessionSizeRange), bytes)
    })
  }

  for (const text of ['', 'much', '-5M', '1K', '9999T', '5X', '1e9']) {
    it(`refuses '${text}' and offers what is right`, () => {
      assert.throws(() => parseSizeBytes('--max-size', text, sessionSizeRange), {
        exitCode: 2,
        hint: /^--max-size \d+[KMGT]?$/,
      })
    })
  }

  it('shows a size as it may be written', () => {
    assert.equal(formatSize(4 * 2 ** 20), '4M')
    assert.equal(formatSize(1000), '1000')
  })

  it('means one file of that size without --rotate, and many with it', () => {
    assert.deepEqual(sizeAndRotation({ maxSize: '10M' }), {
      maxBytes: 10 * 2 ** 20,
      rotation: undefined,
    })
    assert.deepEqual(sizeAndRotation({ maxSize: '10M', rotate: '3', rotateEvery: '1h' }), {
      maxBytes: undefined,
      rotation: { keep: 3, maxBytes: 10 * 2 ** 20, everyMs: 3_600_000 },
    })
  })

  it('refuses rotation that never comes, and a time without a number of files', () => {
    assert.throws(() => sizeAndRotation({ rotate: '3' }), { exitCode: 2, hint: /--max-size/ })
    assert.throws(() => sizeAndRotation({ rotateEvery: '1h' }), {
      exitCode: 2,
      hint: /--rotate 24/,
    })
    assert.throws(() => sizeAndRotation({ rotate: '0', maxSize: '10M' }), { exitCode: 2 })
  })
})
