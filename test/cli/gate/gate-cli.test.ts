/** Each option that decides on exit code 6, through the command line. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { buildSession } from '../../analyze/session-builder.js'
import { temporaryDirectory } from '../../session/temporary-directory.js'
import { runCli } from '../run-cli.js'
import { assertThreeLines } from '../three-lines.js'

const full = { site: 'udp_queue_rcv_one_skb', reason: 'SOCKET_RCVBUFF', drops: 90 }
const unknown = { site: 'no_such_site', drops: 10 }

describe('gates from the command line', function () {
  this.timeout(120_000)
  const inDirectory = temporaryDirectory()
  let [sick, healthy] = ['', '']
  beforeEach(async () => {
    sick = inDirectory('sick.db')
    healthy = inDirectory('healthy.db')
    await buildSession(sick, { drops: [full, unknown] })
    await buildSession(healthy, {})
  })
  const report = (session: string, ...options: string[]) =>
    runCli(['report', session, '--format', 'json', '--out', '-', ...options])

  for (const [options, because] of [
    [['--fail-on', 'problem'], /^failed: --fail-on: udp-rcvbuf-full/m],
    [['--fail-on', 'problem:likely'], /^failed: --fail-on: udp-rcvbuf-full/m],
    [['--forbid', 'cause=udp-*'], /^failed: --forbid: udp-rcvbuf-full/m],
    [['--max-unexplained', '1%'], /^failed: --max-unexplained: 10\.0%/m],
  ] as const)
    it(`${options.join(' ')} exits with 6 and says why; a healthy session passes`, () => {
      const { status, stdout, stderr } = report(sick, ...options)
      assert.equal(status, 6, stderr)
      assert.match(stderr, because)
      // The report is written all the same.
      JSON.parse(stdout)
      assert.equal(report(healthy, ...options).status, 0)
    })

  it('what is within the limits passes', () => {
    for (const options of [
      ['--max-unexplained', '10%'],
      ['--forbid', 'cause=tcp-*'],
    ])
      assert.equal(report(sick, ...options).status, 0, options.join(' '))
  })

  it('a cause that there is not is no limit', () => {
    const { status, stdout, stderr } = report(sick, '--forbid', 'cause=udp-rcvbuf-ful')
    assertThreeLines({ status, stdout, stderr }, 2)
    assert.match(stderr, /no cause has that name/)
    assert.match(stderr, /try: one of .*udp-/)
    for (const name of ['unknown-site', 'counter-only-loss', 'nic-*'])
      assert.equal(report(healthy, '--forbid', `cause=${name}`).status, 0, name)
  })

  it('--junit writes what failed for a pipeline', () => {
    const file = inDirectory('junit.xml')
    assert.equal(report(sick, '--fail-on', 'problem', '--junit', file).status, 6)
    const xml = readFileSync(file, 'utf8')
    assert.match(xml, /<testsuite name="dropcorr sick.db" tests="\d+" failures="1">/)
    assert.match(xml, /<testcase classname="dropcorr.udp-rcvbuf-full"[^>]*>\n *<failure message=/)
  })

  for (const [failOn, before, after, status] of [
    ['new-problem', 'healthy', 'sick', 6],
    ['new-problem', 'sick', 'sick', 0],
    ['new-problem', 'sick', 'healthy', 0],
    ['worse', 'healthy', 'sick', 6],
    ['change', 'sick', 'healthy', 6],
    ['change', 'sick', 'sick', 0],
  ] as const)
    it(`diff --fail-on ${failOn}: ${before} to ${after} exits with ${status}`, () => {
      const of = { sick, healthy }
      const result = runCli([
        ...['diff', of[before], of[after], '--format', 'text', '--out', '-'],
        ...['--fail-on', failOn],
      ])
      assert.equal(result.status, status, result.stderr)
    })
})
