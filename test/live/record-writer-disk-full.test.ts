import assert from 'node:assert/strict'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DropcorrError } from '../../session/dropcorr-error.js'
import { SessionReader } from '../../session/reader.js'
import { SessionWriter } from '../../session/writer.js'
import { mountSmallDisk } from './record-small-disk.js'
import { requireRoot } from './root-only.js'

describe('session writer on a disk that fills up', function () {
  this.timeout(30_000)
  let disk: ReturnType<typeof mountSmallDisk> | undefined

  before(function () {
    requireRoot(this)
    disk = mountSmallDisk(16 << 20)
  })
  after(() => disk?.unmount())

  it('keeps what was committed, writes the last words, and says why', async () => {
    assert.ok(disk)
    const path = join(disk.path, 'a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    const data = new Uint8Array(256 * 1024).fill(7)
    let committed = 0
    for (let id = 0; ; id += 1) {
      writer.add('drop_block', [{ id, source: 'bpf', from_ns: id, to_ns: id, records: 1024, data }])
      await writer.flush()
      if (writer.failure !== undefined) break
      committed += 1
      assert.ok(id < 1000, 'the disk never got full')
    }
    assert.ok(committed > 10)
    const failure = await writer.failed
    assert.equal(failure.exitCode, 5)
    assert.match(failure.why, /disk is full/)
    writer.add('drop_block', [
      { id: 5000, source: 'bpf', from_ns: 0, to_ns: 0, records: 1024, data },
    ])
    writer.setInfo('endReason', 'error')
    await writer.close()
    assert.equal(writer.lost.get('drop_block'), 2)
    assert.equal(writer.lost.get('session_info'), undefined)
    const reader = await SessionReader.open(path)
    assert.equal((await reader.info()).endReason, 'error')
    let blocks = 0
    for await (const block of reader.blocks('drop_block')) {
      assert.ok(block.data.every((byte) => byte === 7))
      blocks += 1
    }
    assert.equal(blocks, committed)
    await reader.close()
    rmSync(path, { force: true })
    rmSync(`${path}-wal`, { force: true })
    rmSync(`${path}-shm`, { force: true })
  })

  it('leaves no file if the disk is full from the start', async () => {
    assert.ok(disk)
    const filler = join(disk.path, 'filler')
    assert.throws(() => writeFileSync(filler, new Uint8Array(64 << 20)), /ENOSPC/)
    const path = join(disk.path, 'b.db')
    await assert.rejects(SessionWriter.create(path, { overwrite: false }), (error) => {
      assert.ok(error instanceof DropcorrError, String(error))
      assert.match(error.why, /disk is full/)
      assert.equal(error.exitCode, 3)
      return true
    })
    assert.equal(statSync(path, { throwIfNoEntry: false }), undefined)
    rmSync(filler)
  })
})
