import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'

const scripts = [
  'dropcorr',
  '.ci/run',
  ...readdirSync(join(packageRoot, 'setup'))
    .filter((name) => name.endsWith('.sh'))
    .map((name) => `setup/${name}`),
]

describe('launcher', () => {
  for (const script of scripts) {
    it(`${script} is POSIX shell`, () => {
      const { status, stderr } = spawnSync('sh', ['-n', join(packageRoot, script)], {
        encoding: 'utf8',
      })
      assert.equal(status, 0, stderr)
    })
  }

  it('runs through a symlink, from another directory', function () {
    const ready = spawnSync('sh', [
      '-c',
      'root=$1; . "$1/setup/readiness.sh"; is_ready',
      'sh',
      packageRoot,
    ])
    if (ready.status !== 0) {
      console.log('      skipped: not set up for these sources, as ./dropcorr or npm test would do')
      this.skip()
    }
    const directory = mkdtempSync(join(tmpdir(), 'dropcorr link-'))
    try {
      const link = join(directory, 'dropcorr')
      symlinkSync(join(packageRoot, 'dropcorr'), link)
      const { status, stdout, stderr } = spawnSync(link, ['--version'], {
        cwd: directory,
        encoding: 'utf8',
      })
      assert.equal(status, 0, stderr)
      assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
    } finally {
      rmSync(directory, { recursive: true })
    }
  }).timeout(120_000)
})
