import assert from 'node:assert/strict'
import { commands } from '../../cli/commands.js'
import { runCli } from './run-cli.js'
import { assertThreeLines } from './three-lines.js'

const helps = [['--help'], ['-h'], ...commands.map(({ name }) => [name, '--help'])]

describe('help', () => {
  for (const args of helps) {
    it(`dropcorr ${args.join(' ')} is one line, examples, options, in 80 columns`, () => {
      const { status, stdout, stderr } = runCli(args)
      assert.equal(status, 0, stderr)
      assert.equal(stderr, '')
      assert.match(stdout, /^dropcorr.*: .*\n\nExamples:\n[^]*\nOptions:\n/)
      for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
    })
  }

  it('is there under `help COMMAND` too', () => {
    assert.equal(runCli(['help', 'record']).stdout, runCli(['record', '--help']).stdout)
  })

  it('goes with a version', () => {
    assert.match(runCli(['--version']).stdout, /^\d+\.\d+\.\d+\n$/)
  })

  for (const args of [[], ['recrod'], ['--frobnicate']]) {
    it(`is pointed at by: dropcorr ${args.join(' ')}`, () => {
      assert.equal(assertThreeLines(runCli(args), 2).hint, 'dropcorr --help')
    })
  }
})
