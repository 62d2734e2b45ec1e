import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { addon } from '../../capture/native.js'
import { packageRoot } from '../../session/package-root.js'
import { bpfObjectsOf, stillLoaded, type BpfObject } from './bpf-objects.js'
import { bpfTestOptions } from './bpf-room.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot } from './root-only.js'

const addonPath = join(packageRoot, 'native/build/Release/dropcorr.node')

describe('bpf drop source leaves nothing behind', function () {
  this.timeout(60_000)

  before(function () {
    requireRoot(this)
  })

  /** Programs, maps and links, and the kernel knows them: else their absence later would prove nothing. */
  function assertLoaded(objects: readonly BpfObject[]): void {
    assert.deepEqual([...new Set(objects.map(({ kind }) => kind))].sort(), ['link', 'map', 'prog'])
    assert.deepEqual(stillLoaded(objects), objects)
  }

  /** The kernel frees a program after a grace period. */
  const gone = (objects: readonly BpfObject[]) =>
    waitUntil('programs, maps and links are gone', () => stillLoaded(objects).length === 0)

  it('after close()', async () => {
    const source = addon().openBpfDropSource({
      ...bpfTestOptions,
      startMonotonicNs: addon().monotonicNs(),
    })
    const objects = bpfObjectsOf('self')
    assertLoaded(objects)
    source.close()
    source.close()
    assert.throws(() => source.counts(), { code: 'EBADF' })
    await gone(objects)
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
    const objects = bpfObjectsOf(pid)
    assertLoaded(objects)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await gone(objects)
  })
})
