/** `npm run fuzz:native -- --seconds N`: each native fuzzer for so long. What it finds stays in the folder named. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildFuzzer, fuzzerObstacle, nativeFuzzers, runFuzzer } from './native-fuzzer.js'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } })
const seconds = Number(values.seconds)
if (!Number.isSafeInteger(seconds) || seconds < 1) {
  console.error('--seconds takes a whole number from 1')
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'dropcorr-fuzz-'))
const obstacle = fuzzerObstacle(folder)
if (obstacle !== undefined) {
  console.error(obstacle)
  process.exit(3)
}
for (const fuzzer of nativeFuzzers) {
  const program = buildFuzzer(fuzzer, folder)
  const { status, stderr } = runFuzzer(fuzzer, program, folder, [`-max_total_time=${seconds}`])
  console.log(`${fuzzer.name}: ${/^Done .*$/m.exec(stderr)?.[0] ?? `failed, see ${folder}`}`)
  if (status === 0) continue
  console.log(stderr.slice(-5000))
  process.exitCode = 1
}
