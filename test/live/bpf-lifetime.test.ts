import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { addon } from '../../capture/native.js'
import { packageRoot } from '../../session/package-root.js'
import { bpfTestOptions } from './bpf-room.js'
import { hasProgram } from './lab/program.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot, skipBecause } from './root-only.js'

const addonPath = join(packageRoot, 'native/build/Release/dropcorr.node')

/** Ids of what a process holds open of BPF: from its fdinfo, so others' programs do not matter. */
function heldBy(pid: number | 'self', kind: 'prog' | 'link'): readonly string[] {
  const folder = `/proc/${pid}/fdinfo`
  return readdirSync(folder).flatMap((fd) => {
    try {
      const [, id] =
        new RegExp(`^${kind}_id:\\s+(\\d+)`, 'm').exec(readFileSync(join(folder, fd), 'utf8')) ?? []
      return id === undefined ? [] : [id]
    } catch (error) {
      // The descriptor readdir itself had open.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })
}

function exists(kind: 'prog' | 'link', id: string): boolean {
  try {
    execFileSync('bpftool', [kind, 'show', 'id', id], { stdio: 'ignore' })
    return true
  } catch {
    // bpftool fails where there is no such id: that is the answer.
    return false
  }
}

describe('bpf drop source leaves nothing behind', function () {
  this.timeout(60_000)

  before(function () {
    requireRoot(this)
    if (!hasProgram('bpftool'))
      skipBecause(this, 'bpftool shows what is loaded, and is not installed')
  })

  const gone = (ids: readonly string[], kind: 'prog' | 'link'): boolean =>
    ids.every((id) => !exists(kind, id))

  it('after close()', async () => {
    const source = addon().openBpfDropSource({
      ...bpfTestOptions,
      startMonotonicNs: addon().monotonicNs(),
    })
    const programs = heldBy('self', 'prog')
    const links = heldBy('self', 'link')
    assert.ok(programs.length > 0 && links.length > 0)
    source.close()
    source.close()
    assert.throws(() => source.counts(), { code: 'EBADF' })
    // The kernel frees a program after a grace period.
    await waitUntil(
      'program and link are gone',
      () => gone(programs, 'prog') && gone(links, 'link'),
    )
  })

  it('after kill -9', async () => {
    const script = `
      const addon = require(${JSON.stringify(addonPath)})
      globalThis.source = addon.openBpfDropSource({
        ...${JSON.stringify(bpfTestOptions)}, startMonotonicNs: addon.monotonicNs() })
      console.log('attached')
      setInterval(() => source.counts(), 1000)`
    const child = spawn(process.execPath, ['--input-type=commonjs', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const pid = child.pid
    assert.ok(pid)
    const programs = heldBy(pid, 'prog')
    const links = heldBy(pid, 'link')
    assert.ok(programs.length > 0 && links.length > 0)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await waitUntil(
      'program and link are gone',
      () => gone(programs, 'prog') && gone(links, 'link'),
    )
  })
})
