import assert from 'node:assert/strict'
import { truncateSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { SessionReader } from '../../session/reader.js'
import { SessionWriter } from '../../session/writer.js'
import { exampleRow } from './example-rows.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('blocks that are read ahead', () => {
  const inDirectory = temporaryDirectory()

  it('fail where they are looked at, however long their reader is at the one before', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: true })
    // more than SQLite keeps in memory
    const data = new Uint8Array(100_000)
    for (let id = 0; id < 60; id += 1)
      writer.add('packet_block', [exampleRow('packet_block', id, { data })])
    await writer.close()
    const reader = await SessionReader.open(path)
    let unhandled = 0
    const noted = (): number => (unhandled += 1)
    // what node ends a process for, if it is not a test's
    process.on('rejectionHandled', noted)
    await assert.rejects(
      async () => {
        for await (const { id } of reader.blocks('packet_block')) {
          if (id === 0) truncateSync(path, 500_000)
          await setTimeout(5)
        }
      },
      { name: 'DropcorrError', exitCode: 4 },
    )
    await reader.close()
    process.off('rejectionHandled', noted)
    assert.equal(unhandled, 0)
  })
})
