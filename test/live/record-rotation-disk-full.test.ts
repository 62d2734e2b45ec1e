import assert from 'node:assert/strict'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { record } from '../../capture/record.js'
import { SessionReader } from '../../session/reader.js'
import { waitUntil } from './lab/wait-until.js'
import { dropsIn } from './live-recorder.js'
import {
  collectingObserver,
  recordOptions,
  recordSetting,
  type RecordSetting,
} from './record-setting.js'
import { mountSmallDisk } from './record-small-disk.js'
import { requireRoot } from './root-only.js'

const sent = 101

describe('record --rotate on a disk that fills up', function () {
  this.timeout(120_000)
  let setting: RecordSetting | undefined
  let disk: ReturnType<typeof mountSmallDisk> | undefined

  before(function () {
    requireRoot(this)
    setting = recordSetting()
    disk = mountSmallDisk(48 << 20)
  })
  after(() => {
    setting?.tearDown()
    disk?.unmount()
  })

  it('goes on in another file, says so, and has each drop in one of them', async () => {
    assert.ok(setting !== undefined && disk !== undefined)
    const begun: string[] = []
    const observer = { ...collectingObserver(), file: (path: string) => begun.push(path) }
    const stop = new AbortController()
    const recording = record(
      recordOptions(join(disk.path, 'session.db'), {
        interfaces: [setting.interface],
        packets: false,
        rotation: { keep: 3, maxBytes: undefined, everyMs: 5000 },
      }),
      observer,
      stop.signal,
    )
    await Promise.race([observer.begun, recording])
    setting.sendToClosedPort(sent)
    const filler = join(disk.path, 'filler')
    assert.throws(() => writeFileSync(filler, new Uint8Array(64 << 20)), /ENOSPC/)
    await waitUntil('it is told', () => observer.warnings.length > 0, 60_000)
    assert.ok(begun.length > 1)
    rmSync(filler)
    setting.sendToClosedPort(sent)
    stop.abort()
    const result = await recording
    assert.equal(result.endReason, 'signal', observer.warnings.join('\n'))
    assert.equal(result.complete, false)
    assert.match(observer.warnings.join('\n'), /disk is full.*recording goes on in another file/)
    let drops = 0
    for (const name of readdirSync(disk.path).filter((each) => each.endsWith('.db'))) {
      const reader = await SessionReader.open(join(disk.path, name))
      const { part, endedNs } = await reader.info()
      // The first has no room for its last words: it reads as one that was cut off.
      if (part !== 1) assert.notEqual(endedNs, undefined, name)
      drops += await dropsIn(reader, setting.netns)
      await reader.close()
    }
    assert.equal(drops, 2 * sent)
  })
})
