import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGuard } from '../../../capture/guard/guard.js'
import { nodeChildArguments } from '../../../capture/node-child.js'
import { skipBecause } from '../../live/root-only.js'
import { waitUntil } from '../../live/lab/wait-until.js'
import { temporaryDirectory } from '../../session/temporary-directory.js'

/** The action under test removes a folder: without tracefs any does that is named as an instance of ours. */
const action = 'remove-trace-instance'

describe('guard', function () {
  this.timeout(30_000)
  const inDirectory = temporaryDirectory()
  let number = 0

  /** A folder that stands for an instance. */
  function instance(): string {
    const path = inDirectory(`dropcorr-1-1-${number++}`)
    mkdirSync(path)
    return path
  }

  /** Guards of this very process that have not ended. */
  const guardProcesses = (): readonly number[] => {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    return children
      .split(' ')
      .filter(Boolean)
      .map(Number)
      .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('guard-process'))
  }

  const isGone = (path: string) => waitUntil(`${path} is gone`, () => !existsSync(path))

  async function guarded(paths: readonly string[]): Promise<ChildProcess> {
    const child = spawn(
      process.execPath,
      [...nodeChildArguments(import.meta.url, 'guarded-process'), ...paths],
      { detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    assert.equal(said.toString(), 'armed\n')
    return child
  }

  it('does what is armed when its process is killed with -9, all of it', async () => {
    const paths = [instance(), instance()]
    const child = await guarded(paths)
    assert.ok(paths.every(existsSync))
    child.kill('SIGKILL')
    await Promise.all(paths.map(isGone))
  })

  it('outlives a kill of the whole process group', async () => {
    for (const signal of ['SIGKILL', 'SIGINT', 'SIGHUP'] as const) {
      const path = instance()
      const child = await guarded([path])
      const pid = child.pid
      assert.ok(pid)
      process.kill(-pid, signal)
      await isGone(path)
    }
  })

  it('of one process does not touch what another has armed', async () => {
    const [mine, theirs] = [instance(), instance()]
    const [first, second] = [await guarded([mine]), await guarded([theirs])]
    first.kill('SIGKILL')
    await isGone(mine)
    assert.ok(existsSync(theirs))
    second.kill('SIGKILL')
    await isGone(theirs)
  })

  it('goes on when one action fails', async () => {
    const paths = [instance(), instance()]
    // Not empty: rmdir refuses it, and what was armed before it must still be done.
    writeFileSync(join(paths[1] ?? '', 'file'), '')
    const child = await guarded(paths)
    child.kill('SIGKILL')
    await isGone(paths[0] ?? '')
    assert.ok(existsSync(paths[1] ?? ''))
  })

  it('does nothing that was disarmed, and what is still armed when it is closed', async () => {
    const [kept, removed] = [instance(), instance()]
    const guard = createGuard()
    const disarm = await guard.arm(action, kept)
    await guard.arm(action, removed)
    disarm()
    disarm()
    await guard.close()
    assert.ok(existsSync(kept))
    assert.ok(!existsSync(removed))
  })

  it('is replaced by another process when it is killed, which does what was armed', async () => {
    const path = instance()
    const guard = createGuard((why) => assert.fail(why))
    await guard.arm(action, path)
    const [first] = guardProcesses()
    assert.ok(first)
    process.kill(first, 'SIGKILL')
    await waitUntil('another is there', () => guardProcesses().some((pid) => pid !== first))
    assert.ok(existsSync(path))
    await guard.close()
    assert.ok(!existsSync(path))
  })

  it('that is killed over and over says that nobody guards any more', async () => {
    let told = ''
    const guard = createGuard((why) => (told = why))
    await guard.arm(action, instance())
    await waitUntil('it is told', () => {
      for (const pid of guardProcesses()) process.kill(pid, 'SIGKILL')
      return told !== ''
    })
    assert.match(told, /SIGKILL/)
    await guard.close()
  })

  it('is the last that the kernel kills for want of memory', async function () {
    const [, capabilities = '0'] =
      /^CapEff:\s+(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    const sysResource = 1n << 24n
    if ((BigInt(`0x${capabilities}`) & sysResource) === 0n)
      skipBecause(this, 'it takes CAP_SYS_RESOURCE')
    const guard = createGuard()
    await guard.arm(action, instance())
    const [pid] = guardProcesses()
    assert.equal(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'), '-1000\n')
    await guard.close()
  })

  it('refuses an action that there is not, and to be armed once it is closed', async () => {
    const guard = createGuard()
    await assert.rejects(guard.arm('novelty', ''), /there is no action novelty/)
    await guard.close()
    await assert.rejects(guard.arm(action, instance()), /cannot be armed/)
  })

  it('removes nothing but instances of ours', async () => {
    const path = inDirectory('mine')
    mkdirSync(path)
    const guard = createGuard()
    await guard.arm(action, path)
    await guard.close()
    assert.ok(existsSync(path))
  })
})
