import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
}

interface Lock {
  readonly lockfileVersion: number
  readonly packages: Readonly<Record<string, LockedPackage>>
}

const read = (file: string): string => readFileSync(join(packageRoot, file), 'utf8')
const lockOf = (file: string): Lock => JSON.parse(read(file)) as Lock
const nested = ({ packages }: Lock) => Object.entries(packages).filter(([path]) => path !== '')

describe('packages', () => {
  it('are those that somebody has looked at', () => {
    const listed = read('setup/packages.txt')
    const locked = execFileSync(process.execPath, [join(packageRoot, 'setup/list-packages.js')], {
      encoding: 'utf8',
    })
    const names = (text: string) => new Set(text.trimEnd().split('\n'))
    const [before, now] = [names(listed), names(locked)]
    assert.deepEqual(
      {
        more: [...now].filter((name) => !before.has(name)),
        fewer: [...before].filter((name) => !now.has(name)),
      },
      { more: [], fewer: [] },
      'package-lock.json holds other packages than setup/packages.txt: who needs them, who writes them, what do they ' +
        'run at install? If they are worth it: npm run packages, and say why in the commit',
    )
  })

  for (const file of ['package-lock.json', 'test/measure/package-lock.json']) {
    it(`are fixed by their hash in ${file}`, () => {
      const lock = lockOf(file)
      assert.ok(lock.lockfileVersion >= 3)
      const loose = nested(lock).filter(
        ([, { version, integrity, link }]) =>
          version === undefined || link === true || !/^sha512-/.test(integrity ?? ''),
      )
      assert.deepEqual(loose, [])
    })
  }

  it('are named with one version, not a range', () => {
    for (const file of ['package.json', 'test/measure/package.json']) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file)) as Readonly<
        Record<string, Readonly<Record<string, string>> | undefined>
      >
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        assert.match(version, /^\d+\.\d+\.\d+$/, name)
    }
  })

  it('run something at install only where that compiles: pcap and sqlite3', () => {
    const withScript = nested(lockOf('package-lock.json')).filter(
      ([, { hasInstallScript }]) => hasInstallScript,
    )
    const { allowScripts } = JSON.parse(read('package.json')) as {
      readonly allowScripts: Readonly<Record<string, boolean>>
    }
    const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name])
    assert.deepEqual(
      withScript.map(([path]) => path),
      ['node_modules/pcap', 'node_modules/sqlite3'],
    )
    assert.deepEqual(allowed, ['pcap', 'sqlite3'])
    assert.deepEqual(
      nested(lockOf('test/measure/package-lock.json')).filter(([, p]) => p.hasInstallScript),
      [],
    )
  })

  it('that could download a binary at install are told to compile instead', () => {
    // sqlite3 would ask for a prebuilt binary first.
    assert.match(read('setup/build-steps.sh'), /npm_config_build_from_source=true/)
  })
})
