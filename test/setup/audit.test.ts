import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { packageRoot } from '../../session/package-root.js'
import { skipBecause } from '../live/root-only.js'

/** Packages whose known weakness does not reach users, each with the reason; none so far. */
const argued: ReadonlyMap<string, string> = new Map()

interface Audit {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>
  /** From the registry, or from npm where there was no answer. */
  readonly message?: string
  readonly error?: { readonly summary?: string }
}

const auditOf = (folder: string): Audit => {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: folder, encoding: 'utf8' })
  return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Audit)
}

describe('known weaknesses of packages', function () {
  this.timeout(120_000)
  for (const folder of ['.', 'test/measure']) {
    it(`are none, or argued away, in ${folder}/package-lock.json`, function () {
      const { vulnerabilities, message, error } = auditOf(`${packageRoot}/${folder}`)
      if (vulnerabilities === undefined)
        skipBecause(this, `npm audit got no answer: ${message ?? error?.summary ?? 'no word'}`)
      const found = Object.entries(vulnerabilities)
        .filter(([name]) => !argued.has(name))
        .map(([name, { severity }]) => `${name} (${severity})`)
      assert.deepEqual(found, [])
    })
  }
})
