import assert from 'node:assert/strict'
import { temporaryDirectory } from '../../session/temporary-directory.js'
import { buildFuzzer, fuzzerObstacle, nativeFuzzers, runFuzzer } from './native-fuzzer.js'

// `npm run fuzz:native` runs for as long as one likes.
const runs = { 'drop-reader': 5000, 'packet-books': 20_000, 'btf-drops': 50_000 } as Readonly<
  Record<string, number>
>

describe('the C++ that reads bytes', function () {
  this.timeout(120_000)
  const inDirectory = temporaryDirectory()

  for (const fuzzer of nativeFuzzers) {
    it(`reads nothing beyond its input: ${fuzzer.name}`, function () {
      const folder = inDirectory('.')
      const obstacle = fuzzerObstacle(folder)
      if (obstacle !== undefined) {
        console.log(`      ${obstacle}`)
        this.skip()
      }
      const program = buildFuzzer(fuzzer, folder)
      const limits = [`-runs=${runs[fuzzer.name] ?? 10_000}`, '-seed=20090304']
      const { status, stderr } = runFuzzer(fuzzer, program, folder, limits)
      assert.equal(status, 0, stderr.slice(-5000))
      assert.match(stderr, /^Done \d+ runs/m)
    })
  }
})
