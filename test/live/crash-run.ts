/** `npm run crash -- N SEED`: as test/live/crash.test.ts, N times (200 unless given). Needs root. */
import { Random } from '../fuzz/random.js'
import { crashRound } from './crash-rounds.js'
import { recordSetting } from './record-setting.js'

const [, , rounds = '200', seed = String(Date.now() % 2 ** 31)] = process.argv
const setting = recordSetting()
const random = new Random(Number(seed))
console.log(`seed ${seed}, ${rounds} rounds`)
const outcomes = new Map<string, number>()
for (let round = 0; round < Number(rounds); round += 1) {
  const outcome = await crashRound(setting, round, random).catch((error: unknown) => {
    console.log(`round ${round}: ${String(error)}`)
    process.exitCode = 1
    return 'failed' as const
  })
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
}
setting.tearDown()
console.log(Object.fromEntries(outcomes))
