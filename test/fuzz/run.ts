/** `npm run fuzz -- --inputs N --seed S`: as test/fuzz/decoders.test.ts, for as long as one likes. */
import { parseArgs } from 'node:util'
import { fuzz } from './fuzz.js'
import { targets } from './targets.js'

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string' } },
})
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const each = Math.ceil(Number(values.inputs) / targets.length)
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(each)) {
  console.error('--inputs and --seed take whole numbers')
  process.exit(2)
}
console.log(`seed ${seed}, ${each} inputs for each of ${targets.length} decoders`)
for (const [index, target] of targets.entries()) {
  // Before it runs: of a loop without end this is what is known.
  console.log(target.name)
  for (const { what, hex } of fuzz([target], each, seed + index)) {
    console.log(`  ${what}\n  input ${hex}`)
    process.exitCode = 1
  }
}
