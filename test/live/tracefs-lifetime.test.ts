import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { tracefsAt } from '../../capture/drop-sources/tracefs.js'
import { nodeChildArguments } from '../../capture/node-child.js'
import { CollectedRows } from './bpf-room.js'
import { waitUntil } from './lab/wait-until.js'
import { requireRoot } from './root-only.js'
import { TracefsRoom } from './tracefs-room.js'

describe('tracefs drop source leaves nothing behind', function () {
  this.timeout(60_000)
  let room: TracefsRoom

  before(async function () {
    requireRoot(this)
    room = await TracefsRoom.open(this)
  })
  after(async () => {
    TracefsRoom.closeAll()
    await CollectedRows.closeGuards()
  })

  async function recorder(): Promise<ChildProcess & { readonly pid: number }> {
    const child = spawn(
      process.execPath,
      [...nodeChildArguments(import.meta.url, 'tracefs-until-killed'), room.mount],
      { detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    assert.equal(said.toString(), 'recording\n')
    assert.ok(child.pid)
    return Object.assign(child, { pid: child.pid })
  }

  const isGone = (pid: number) =>
    waitUntil(`no instance of ${pid}`, () => room.instancesOf(pid).length === 0)

  it('after kill -9, of it or of its whole process group', async () => {
    for (const group of [false, true]) {
      const child = await recorder()
      const [instance = ''] = room.instancesOf(child.pid)
      assert.equal(readFileSync(join(instance, 'events/skb/kfree_skb/enable'), 'utf8'), '1\n')
      process.kill(group ? -child.pid : child.pid, 'SIGKILL')
      await isGone(child.pid)
    }
  })

  it('of one recorder, while another goes on', async () => {
    const [first, second] = [await recorder(), await recorder()]
    first.kill('SIGKILL')
    await isGone(first.pid)
    assert.equal(room.instancesOf(second.pid).length, 1)
    second.kill('SIGTERM')
    await isGone(second.pid)
  })

  it('that a dead recorder without a guard left, once it starts again', async () => {
    // No process has started at boot with the highest pid there can be.
    const left = join(room.mount, 'instances', `dropcorr-${2 ** 22}-1-0`)
    const foreign = join(room.mount, 'instances', `dct${process.pid}-of-somebody-else`)
    mkdirSync(left)
    mkdirSync(foreign)
    try {
      const source = await tracefsAt(() => room.mount).start(new CollectedRows().context())
      assert.equal(existsSync(left), false)
      assert.equal(existsSync(foreign), true)
      await source.stop()
      await source.stop()
    } finally {
      rmdirSync(foreign)
    }
    assert.deepEqual(room.instancesOf(process.pid), [])
  })
})
