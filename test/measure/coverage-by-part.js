// Lines of each part that the tests ran, from c8's coverage/coverage-summary.json: fails if any part is below its least.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const leastPercent = 90
const decoders = 'decoders'
const partOf = (file) =>
  /^(?:dist\/)?(analyze|session)\//.exec(relative('.', file))?.[1] ?? decoders

const parts = new Map(
  ['analyze', 'session', decoders].map((part) => [part, { total: 0, covered: 0 }]),
)
const summary = JSON.parse(readFileSync('coverage/coverage-summary.json', 'utf8'))
for (const [file, { lines }] of Object.entries(summary)) {
  if (file === 'total') continue
  const part = parts.get(partOf(file))
  part.total += lines.total
  part.covered += lines.covered
}
for (const [part, { total, covered }] of parts) {
  const percent = total === 0 ? 0 : (100 * covered) / total
  const isEnough = percent >= leastPercent
  if (!isEnough) process.exitCode = 1
  console.log(
    `${part}: ${covered} of ${total} lines, ${percent.toFixed(1)} %${isEnough ? '' : `: less than ${leastPercent} %`}`,
  )
}
