import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { temporaryDirectory } from '../session/temporary-directory.js'
import { runCli } from './run-cli.js'
import { assertThreeLines } from './three-lines.js'

/** These are refused before anything is attached, so they need no root. */
describe('bad input: flags', () => {
  const inDirectory = temporaryDirectory()

  for (const args of [
    ['record', '--duration', 'soon'],
    ['record', '--duration', '60'],
    ['record', '--duration', '-5s'],
    ['record', '--duration'],
    ['record', '--interval', '0ms'],
    ['record', '--snap-length', 'all'],
    ['record', '--mask', 'port=80'],
    ['record', '--source', ''],
    ['record', '--out', '-'],
    ['record', '--out', '/no/such/directory/s.db'],
    ['record', '--frobnicate'],
    ['record', 'ping', '10.0.0.2'],
    ['record', '--'],
    ['report'],
    ['report', 'a.db', 'b.db'],
    ['report', 'a.db', '--format', 'pdf'],
    ['report', 'a.db', '--fail-on', 'anything'],
    ['report', 'a.db', '--mask', 'reason'],
  ]) {
    it(`exit 2: dropcorr ${args.join(' ')}`, () => {
      assertThreeLines(runCli(args), 2)
    })
  }

  it('an option that was misspelled is guessed', () => {
    assert.match(assertThreeLines(runCli(['record', '--duraton', '60s']), 2).hint, /^--duration,/)
  })

  it('a file that exists is never overwritten', () => {
    const out = inDirectory('session.db')
    writeFileSync(out, 'precious')
    const { why, hint } = assertThreeLines(runCli(['record', '--out', out]), 2)
    assert.match(why, /never overwrites/)
    assert.match(hint, /--force/)
    assert.equal(readFileSync(out, 'utf8'), 'precious')
  })
})
