import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SessionReader } from '../../session/reader.js'
import { stillLoaded } from './bpf-objects.js'
import { holdOf, nothingLeft } from './recorder-hold.js'
import { recordSetting, type RecordSetting } from './record-setting.js'
import { requireRoot } from './root-only.js'

const script = fileURLToPath(
  new URL(`record-until-killed${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
)

describe('record, killed with SIGKILL', function () {
  this.timeout(60_000)
  let setting: RecordSetting | undefined

  before(function () {
    requireRoot(this)
    setting = recordSetting()
  })
  after(() => setting?.tearDown())

  it('leaves a session that opens, says that it was cut off, and lacks at most a second', async () => {
    assert.ok(setting)
    const out = join(setting.directory, 'session.db')
    const child = fork(script, [out, setting.interface], { execArgv: process.execArgv })
    await once(child, 'message')
    setting.sendToClosedPort(100)
    // What is older than a second must be in the file: that is the promise under test.
    await wait(1500)
    child.kill('SIGKILL')
    await once(child, 'close')
    const reader = await SessionReader.open(out)
    const info = await reader.info()
    assert.equal(info.endedNs, undefined)
    assert.equal(info.endReason, undefined)
    assert.ok(info.attachedNs !== undefined)
    const [netns] = await reader.rows('netns', { where: { name: setting.netns } })
    assert.ok(netns)
    const [row] = await reader.query(
      `SELECT sum(drops) AS n FROM drop_count JOIN drop_key k ON k.id = key
       WHERE reason = 'NO_SOCKET' AND netns = ?`,
      [netns.id],
    )
    assert.equal(row?.['n'], 100)
    const [check] = await reader.query('PRAGMA quick_check')
    assert.deepEqual(check, { quick_check: 'ok' })
    const health = await reader.rows('source_health')
    assert.ok(health.some(({ source, status }) => source === 'bpf' && status === 'partial'))
    await reader.close()
  })

  it('leaves nothing attached', async () => {
    assert.ok(setting)
    const child = fork(script, [join(setting.directory, 'b.db'), setting.interface], {
      execArgv: process.execArgv,
    })
    await once(child, 'message')
    const hold = holdOf(child.pid ?? 0, setting.netns)
    assert.deepEqual(stillLoaded(hold.bpf), hold.bpf)
    assert.equal(hold.packetSockets.length, 1)
    child.kill('SIGKILL')
    await once(child, 'close')
    await nothingLeft(hold)
  })
})
