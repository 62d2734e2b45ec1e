import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'

const setup = join(packageRoot, 'setup')

describe('system packages', () => {
  let directory = ''
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'dropcorr-packages-'))
    mkdirSync(join(directory, 'dist'))
  })
  after(() => {
    rmSync(directory, { recursive: true })
  })

  const shell = (script: string) =>
    spawnSync('sh', ['-euc', `. ${setup}/step.sh; . ${setup}/system-packages.sh; ${script}`], {
      encoding: 'utf8',
      env: { ...process.env, root: directory },
    })

  it('are missing when neither their command nor their file is there', () => {
    const list = join(directory, 'list.txt')
    writeFileSync(
      list,
      '# comment\n\nshell sh\nnone no-such-program\nhere /etc/passwd\ngone /no/such\n',
    )
    const { stdout, stderr } = shell(`missing_packages ${list}`)
    assert.equal(stdout, 'none gone ', stderr)
  })

  for (const name of ['build-packages.txt', 'test-packages.txt']) {
    it(`of ${name} each have something to be recognised by`, () => {
      const lines = readFileSync(join(setup, name), 'utf8').split('\n')
      const entries = lines.filter((line) => line !== '' && !line.startsWith('#'))
      assert.ok(entries.length > 5)
      for (const entry of entries) assert.match(entry, /^[a-z0-9.+-]+ [\w./+-]+$/)
    })
  }

  it('that only root can install end set-up with the one line to run', () => {
    const { status, stderr } = shell(
      `is_root() { false; }; missing_packages() { printf 'clang libpcap-dev '; }; need_build_packages`,
    )
    assert.equal(status, 3)
    assert.equal(
      stderr,
      'dropcorr: system packages are missing, and only root can install them\n' +
        'why: dropcorr is built on this machine and needs clang libpcap-dev\n' +
        'try: sudo apt-get install -y --no-install-recommends clang libpcap-dev\n',
    )
  })

  it('a step that fails shows the end of its log and its status', () => {
    const { status, stderr } = shell(`step 'compiling' sh -c 'echo some detail; exit 7'`)
    assert.equal(status, 7)
    assert.match(
      stderr,
      /^ {2}compiling … failed after \d+ s; the end of .*setup\.log:\n[^]*some detail\n$/,
    )
  })

  it('a step that succeeds is one line with its time', () => {
    const { status, stderr } = shell(`step 'compiling' echo noise`)
    assert.equal(status, 0)
    assert.match(stderr, /^ {2}compiling … \d+ s\n$/)
  })
})
