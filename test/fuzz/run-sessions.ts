/** `npm run fuzz:sessions -- --sessions N --seed S`: as test/fuzz/sessions.test.ts, for as many as one likes. */
import { parseArgs } from 'node:util'
import { fuzzSessions } from './fuzz-sessions.js'

const { values } = parseArgs({
  options: { sessions: { type: 'string', default: '2000' }, seed: { type: 'string' } },
})
const seed = Number(values.seed ?? Date.now() % 2 ** 31)
const sessions = Number(values.sessions)
if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(sessions)) {
  console.error('--sessions and --seed take whole numbers')
  process.exit(2)
}
console.log(`seeds ${seed} to ${seed + sessions - 1}`)
const seeds = Array.from({ length: sessions }, (_, index) => seed + index)
const failures = await fuzzSessions(seeds, ({ seed: failed, what }) => {
  console.log(`seed ${failed}: ${what}`)
})
process.exitCode = failures.length === 0 ? 0 : 1
