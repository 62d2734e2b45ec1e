import assert from 'node:assert/strict'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { buildSession } from '../analyze/session-builder.js'
import { temporaryDirectory } from '../session/temporary-directory.js'
import { runCli } from './run-cli.js'

const privateName = 'wombatd'
const session = {
  drops: [
    { site: 'udp_queue_rcv_one_skb', reason: 'SOCKET_RCVBUFF', drops: 9, socket: { inode: 7 } },
  ],
  sockets: [{ port: 53, inode: 7, owner: { pid: 4711, comm: privateName } }],
  info: { hostname: 'quokka.corp.example' },
}
const secrets = [privateName, 'quokka', '192.0.2.1', '192.0.2.2']

describe('redaction from the command line', function () {
  this.timeout(120_000)
  const inDirectory = temporaryDirectory()
  const path = (): string => inDirectory('s.db')
  beforeEach(() => buildSession(path(), session))

  // A pseudonym is an address as well: 192.0.2.1 is not in 192.0.2.17.
  const leaks = (bytes: Buffer | string): readonly string[] =>
    secrets.filter((secret) =>
      new RegExp(`(?<![\\d.])${secret.replaceAll('.', '\\.')}(?!\\d)`).test(
        bytes.toString('latin1'),
      ),
    )

  it('redact writes a session that can be sent, for its owner alone', () => {
    assert.ok(leaks(readFileSync(path())).includes(privateName))
    const { status, stderr } = runCli(['redact', path(), '--out', inDirectory('clean.db')])
    assert.equal(status, 0, stderr)
    assert.deepEqual(leaks(readFileSync(inDirectory('clean.db'))), [])
    assert.equal(statSync(inDirectory('clean.db')).mode & 0o777, 0o600)
    const report = runCli(['report', inDirectory('clean.db'), '--format', 'json', '--out', '-'])
    assert.equal(report.status, 0, report.stderr)
    assert.deepEqual(leaks(report.stdout), [])
    assert.match(report.stdout, /udp-rcvbuf-full/)
  })

  it('redact never overwrites the session, nor a file without --force', () => {
    assert.equal(runCli(['redact', path(), '--out', path(), '--force']).status, 2)
    assert.ok(leaks(readFileSync(path())).length > 0)
    writeFileSync(inDirectory('there.db'), 'mine')
    assert.notEqual(runCli(['redact', path(), '--out', inDirectory('there.db')]).status, 0)
    assert.equal(readFileSync(inDirectory('there.db'), 'utf8'), 'mine')
  })

  for (const args of [
    ...['html', 'md', 'json', 'text'].map((format) => ['report', '--format', format, '--out', '-']),
    ['export', '--csv', 'drops'],
    ['export', '--ndjson', 'flows'],
  ])
    it(`${args.join(' ')} --redact leaks nothing`, () => {
      const [command = '', ...options] = args
      const { status, stdout, stderr } = runCli([command, path(), ...options, '--redact'])
      assert.equal(status, 0, stderr)
      assert.deepEqual(leaks(stdout), [])
      // The redacted copy it was read from is gone.
      assert.deepEqual(readdirSync(inDirectory('.')), ['s.db'])
    })

  it('--redact-key gives the same pseudonyms over a set of sessions, another key others', async () => {
    const other = inDirectory('other.db')
    await buildSession(other, { ...session, info: { hostname: 'dingo' } })
    writeFileSync(inDirectory('a.key'), 'the first key, of a length that nobody guesses')
    writeFileSync(inDirectory('b.key'), 'the second key, of a length that nobody guesses')
    const told = (file: string, key: string): string => {
      const { status, stdout, stderr } = runCli([
        ...['report', file, '--format', 'json', '--out', '-'],
        ...['--redact', '--redact-key', inDirectory(key)],
      ])
      assert.equal(status, 0, stderr)
      return /proc-[0-9a-f]{8}/.exec(stdout)?.[0] ?? ''
    }
    assert.match(told(path(), 'a.key'), /^proc-/)
    assert.equal(told(path(), 'a.key'), told(other, 'a.key'))
    assert.notEqual(told(path(), 'a.key'), told(path(), 'b.key'))
  })
})
