import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { record } from '../../capture/record.js'
import { SessionReader } from '../../session/reader.js'
import {
  collectingObserver,
  recordOptions,
  recordSetting,
  type RecordSetting,
} from './record-setting.js'
import { mountSmallDisk } from './record-small-disk.js'
import { requireRoot } from './root-only.js'

describe('record on a disk that fills up', function () {
  this.timeout(60_000)
  let setting: RecordSetting | undefined
  let disk: ReturnType<typeof mountSmallDisk> | undefined

  before(function () {
    requireRoot(this)
    setting = recordSetting()
    disk = mountSmallDisk(24 << 20)
  })
  after(() => {
    setting?.tearDown()
    disk?.unmount()
  })

  it('ends by itself, keeps what was written, and says why in the session', async () => {
    assert.ok(setting !== undefined && disk !== undefined)
    const { path } = disk
    const out = join(path, 'session.db')
    const observer = collectingObserver()
    const recording = record(
      recordOptions(out, { durationMs: 30_000, interfaces: [setting.interface] }),
      observer,
      new AbortController().signal,
    )
    await Promise.race([observer.begun, recording])
    setting.sendToClosedPort(200)
    assert.throws(() => writeFileSync(join(path, 'filler'), new Uint8Array(64 << 20)), /ENOSPC/)
    const result = await recording
    assert.deepEqual(result, { endReason: 'error', commandStatus: undefined, complete: false })
    assert.match(observer.warnings.join('\n'), /cannot write the session .*disk is full/)
    const reader = await SessionReader.open(out)
    const info = await reader.info()
    assert.equal(info.endReason, 'error')
    assert.notEqual(info.endedNs, undefined)
    const [netns] = await reader.rows('netns', { where: { name: setting.netns } })
    const [row] = await reader.query(
      `SELECT sum(drops) AS n FROM drop_count JOIN drop_key k ON k.id = key
       WHERE reason = 'NO_SOCKET' AND netns = ?`,
      [netns?.id ?? 0],
    )
    assert.equal(row?.['n'], 200)
    const [health] = await reader.rows('source_health', { where: { source: 'session' } })
    assert.equal(health?.status, 'partial')
    assert.match(health.why, /disk is full/)
    await reader.close()
  })
})
