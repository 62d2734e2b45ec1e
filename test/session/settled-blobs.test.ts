import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { SessionReader } from '../../session/reader.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { SessionWriter } from '../../session/writer.js'
import { exampleRow } from './example-rows.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('memory of blobs that are written', () => {
  const inDirectory = temporaryDirectory()

  it('may be used anew once it is settled: the session has what it held when it was added', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    const data = new Uint8Array(5000).fill(1)
    for (const id of [1, 2, 3]) {
      data.fill(id)
      let isSettled = false
      writer.add('packet_block', [exampleRow('packet_block', id, { id, data })], () => {
        isSettled = true
      })
      assert.equal(isSettled, false)
      await writer.flush()
      assert.equal(isSettled, true)
    }
    data.fill(9)
    await writer.close()
    const reader = await SessionReader.open(path)
    const blocks = await reader.rows('packet_block')
    await reader.close()
    assert.deepEqual(
      blocks.map(({ data: bytes }) => [...new Set(bytes)]),
      [[1], [2], [3]],
    )
  })

  it('is not settled while another program keeps the session locked', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    const other = await SqliteDatabase.open(path, openFlags.write)
    await other.exec('BEGIN IMMEDIATE')
    let settled = 0
    writer.add('packet_block', [exampleRow('packet_block', 1)], () => (settled += 1))
    await writer.flush()
    assert.equal(settled, 0)
    await other.exec('ROLLBACK')
    await other.close()
    await writer.flush()
    assert.equal(settled, 1)
    await writer.close()
    assert.equal(writer.lost.size, 0)
  })

  it('is settled where it is lost, too', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    let settled = 0
    rmSync(path)
    writer.add('packet_block', [exampleRow('packet_block', 1)], () => (settled += 1))
    await writer.flush()
    assert.equal(settled, 1)
    writer.add('packet_block', [exampleRow('packet_block', 2)], () => (settled += 1))
    assert.equal(settled, 2)
    await writer.close()
    assert.deepEqual([...writer.lost], [['packet_block', 2]])
  })
})
