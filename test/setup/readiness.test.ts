import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'

const folders = ['cli', 'session', 'capture', 'analyze', 'reports', 'native', 'setup', 'dist']
const files = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']

/** What set-up makes, and what must still be there. */
const results = [
  'dist/cli/main.js',
  'native/build/Release/dropcorr.node',
  'native/build/Release/packet-capture',
  'node_modules/sqlite3/package.json',
]

/** Seconds since the epoch; sources are old, so that what a test writes now is newer. */
const longAgo = 1_000_000_000

describe('readiness of a checkout', () => {
  let root = ''

  const shell = (script: string): string => {
    const { stdout, stderr, status } = spawnSync(
      'sh',
      ['-euc', `root=$1; . "$root/setup/readiness.sh"; ${script}`, 'sh', root],
      { encoding: 'utf8' },
    )
    assert.equal(status, 0, stderr)
    return stdout
  }
  const isReady = () => shell('if is_ready; then printf "%s" "$node"; else printf no; fi')
  const setUp = () => shell('mark_ready "$root/node" "$(newest_source_time)"')

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'dropcorr setup-'))
    for (const folder of folders) mkdirSync(join(root, folder))
    for (const result of results) {
      mkdirSync(join(root, dirname(result)), { recursive: true })
      writeFileSync(join(root, result), '')
    }
    for (const file of files) writeFileSync(join(root, file), '')
    writeFileSync(join(root, 'cli', 'main.ts'), '')
    writeFileSync(join(root, 'node'), '')
    copyFileSync(join(packageRoot, 'setup', 'readiness.sh'), join(root, 'setup', 'readiness.sh'))
    for (const path of [...files, 'cli/main.ts', 'setup/readiness.sh', ...folders]) {
      utimesSync(join(root, path), longAgo, longAgo)
    }
    setUp()
  })
  afterEach(() => {
    rmSync(root, { recursive: true })
  })

  it('is ready after set-up, with the node it was set up for', () => {
    assert.equal(isReady(), join(root, 'node'))
  })

  it('is not ready before', () => {
    rmSync(join(root, 'dist', '.ready'))
    assert.equal(isReady(), 'no')
  })

  for (const result of results) {
    it(`is not ready without ${result}`, () => {
      rmSync(join(root, result.replace(/\/package\.json$/, '')), { recursive: true })
      assert.equal(isReady(), 'no')
    })
  }

  it('is not ready after a stamp that was cut short', () => {
    writeFileSync(join(root, 'dist', '.ready'), join(root, 'node'))
    assert.equal(isReady(), 'no')
  })

  it('is not ready after a change of a source, until set up again', () => {
    writeFileSync(join(root, 'cli', 'main.ts'), 'changed')
    assert.equal(isReady(), 'no')
    setUp()
    assert.equal(isReady(), join(root, 'node'))
  })

  it('is not ready after a source was removed', () => {
    rmSync(join(root, 'cli', 'main.ts'))
    assert.equal(isReady(), 'no')
  })

  it('is not ready after node was upgraded or removed', () => {
    writeFileSync(join(root, 'node'), 'another release')
    assert.equal(isReady(), 'no')
    rmSync(join(root, 'node'))
    assert.equal(isReady(), 'no')
  })

  it('does not mind a native build, nor sources from the future', () => {
    rmSync(join(root, 'native', 'build'), { recursive: true })
    mkdirSync(join(root, 'native', 'build', 'Release'), { recursive: true })
    for (const built of ['dropcorr.node', 'packet-capture']) {
      writeFileSync(join(root, 'native/build/Release', built), '')
    }
    assert.equal(isReady(), join(root, 'node'))
    const future = 4_000_000_000
    utimesSync(join(root, 'cli', 'main.ts'), future, future)
    setUp()
    assert.equal(isReady(), join(root, 'node'))
  })

  it('leaves what changed during set-up newer than the stamp', () => {
    const began = shell('newest_source_time').trim()
    writeFileSync(join(root, 'cli', 'main.ts'), 'changed meanwhile')
    shell(`mark_ready "$root/node" ${began}`)
    assert.equal(isReady(), 'no')
  })
})
