import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { SelftestResult } from '../../cli/selftest/selftest-result.js'
import { cliCommand } from '../cli/run-cli.js'
import { requireRoot } from './root-only.js'

const start = (...args: readonly string[]) => {
  const [program = '', ...rest] = cliCommand(['selftest', ...args])
  return spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
}
const left = (pid: number | undefined): string[] =>
  (existsSync('/run/netns') ? readdirSync('/run/netns') : []).filter((name) =>
    name.startsWith(`dropcorr-selftest-${pid}-`),
  )

describe('dropcorr selftest', function () {
  this.timeout(120_000)
  before(function () {
    requireRoot(this)
  })

  it('recognises each of its faults to the packet, and leaves nothing', async () => {
    const program = start('--json')
    const [json, errors] = await Promise.all([text(program.stdout), text(program.stderr)])
    assert.notEqual(json, '', errors)
    const { faults, falseFindings, passed } = JSON.parse(json) as SelftestResult
    assert.equal(faults.length, 10)
    const wrong = faults.filter((f) => f.verdict !== 'right' && f.verdict !== 'skipped')
    const told = `${JSON.stringify({ wrong, falseFindings })}\n${errors}`
    assert.ok(wrong.length === 0 && falseFindings.length === 0 && passed, told)
    assert.deepEqual(left(program.pid), [])
  })

  it('cleans up after Ctrl-C', async () => {
    const program = start()
    // it says so once its namespaces are there
    await once(program.stderr, 'data')
    assert.equal(left(program.pid).length, 3)
    program.kill('SIGINT')
    const [status] = (await once(program, 'exit')) as [number | null]
    assert.equal(status, 130)
    assert.deepEqual(left(program.pid), [])
  })
})
