/** No cause without a test that finds it, and no test of a cause that is not there. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../session/package-root.js'

const filesIn = (path: readonly string[], ending = '.ts'): string[] =>
  readdirSync(join(packageRoot, ...path)).filter((name) => name.endsWith(ending))

const folders = [
  ['test', 'analyze'],
  ['test', 'analyze', 'causes'],
]
const tests = folders
  .flatMap((folder) => filesIn(folder).map((name) => join(packageRoot, ...folder, name)))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n')

/** Recorded sessions of the lab: test/analyze/recorded compares what is found in them. */
const goldens = filesIn(['fixtures', 'sessions'], '.findings.json')
  .map((name) => readFileSync(join(packageRoot, 'fixtures', 'sessions', name), 'utf8'))
  .join('\n')

/** Tests that go through a list of kinds put the name together. */
const composed = [
  ...['ingress', 'prerouting', 'input', 'forward', 'output', 'postrouting', 'egress', 'bridge'].map(
    (hook) => `firewall-${hook}`,
  ),
  ...['input', 'forward', 'output'].map((chain) => `firewall-${chain}-policy`),
  ...['blackhole', 'prohibit', 'unreachable'].map((type) => `${type}-route`),
]

describe('every cause', () => {
  for (const cause of filesIn(['analyze', 'causes']).map((name) => name.replace('.ts', ''))) {
    it(`${cause} is found by a test`, () => {
      const inTable = tests.includes(`cause: '${cause}'`)
      const isTold = new RegExp(`'${cause} \\d+'|['\\s[(]'${cause}'[,\\])]`)
      const isRecorded = goldens.includes(`"cause": "${cause}"`)
      assert.ok(inTable || isTold.test(tests) || composed.includes(cause) || isRecorded)
    })
  }
})
