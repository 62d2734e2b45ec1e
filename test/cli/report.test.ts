import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, openSync, closeSync, readFileSync, readdirSync } from 'node:fs'
import { SessionWriter } from '../../session/writer.js'
import { temporaryDirectory } from '../session/temporary-directory.js'
import { cliCommand, runCli } from './run-cli.js'
import type { Findings } from '../../analyze/finding.js'
import { assertThreeLines } from './three-lines.js'

describe('report from the command line', function () {
  this.timeout(60_000)
  const inDirectory = temporaryDirectory()
  let session = ''

  beforeEach(async () => {
    session = inDirectory('s.db')
    const writer = await SessionWriter.create(session, { overwrite: false })
    writer.setInfo('hostname', 'testhost')
    await writer.close()
  })

  const report = (...args: string[]) => runCli(['report', session, ...args])

  it('writes HTML beside the session, and a summary to stdout', () => {
    const { status, stdout, stderr } = report()
    assert.equal(status, 0, stderr)
    assert.match(readFileSync(inDirectory('s.html'), 'utf8'), /^<!doctype html>/i)
    assert.match(stdout, /testhost/)
    assert.doesNotMatch(stdout, /<html/)
    assert.match(stderr, /^written: .*s\.html\n$/)
  })

  it('writes other formats beside it, and into a pipe', () => {
    const { status, stdout, stderr } = report('--format', 'json')
    assert.equal(status, 0, stderr)
    assert.equal(readFileSync(inDirectory('s.json'), 'utf8'), stdout)
    assert.equal((JSON.parse(stdout) as Findings).schema, 'dropcorr/findings@1')
  })

  it('writes to stdout alone with --out -', () => {
    const { status, stdout, stderr } = report('--format', 'md', '--out', '-')
    assert.equal(status, 0)
    assert.equal(stderr, '')
    assert.match(stdout, /testhost/)
    assert.deepEqual(readdirSync(inDirectory('.')), ['s.db'])
  })

  it('says when stdout cannot be written', function () {
    if (!existsSync('/dev/full')) this.skip()
    const full = openSync('/dev/full', 'w')
    try {
      const [program = '', ...args] = cliCommand(['report', session, '--out', '-'])
      const { status, stderr } = spawnSync(program, args, {
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      })
      assertThreeLines({ status, stderr, stdout: '' }, 1)
    } finally {
      closeSync(full)
    }
  })

  it('is quiet when its reader goes away', () => {
    const command = cliCommand(['report', session, '--out', '-'])
    const { stderr } = spawnSync('sh', ['-c', '"$@" | head -c 1', 'sh', ...command], {
      encoding: 'utf8',
    })
    assert.equal(stderr, '')
  })

  it('exits with 0 under --fail-on when nothing was found', () => {
    assert.equal(report('--fail-on', 'benign').status, 0)
  })
})
