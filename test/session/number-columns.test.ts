import assert from 'node:assert/strict'
import { chunkRows, numbersIn, type NumberChunk } from '../../session/number-columns.js'
import { SessionReader } from '../../session/reader.js'
import { SessionWriter } from '../../session/writer.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('numbers in a text', () => {
  it('reads what SQLite prints, as exactly as a number can be', () => {
    const text = '0,-7,999999999999999,9007199254740991,1.8e+19,,42'
    const expected = [0, -7, 999999999999999, 9007199254740991, 1.8e19, NaN, 42]
    assert.deepEqual([...numbersIn(text, 7)], expected)
  })

  it('has no number where there is none', () => {
    assert.deepEqual([...numbersIn('x,1', 2)], [NaN, 1])
    assert.deepEqual([...numbersIn('', 1)], [NaN])
  })
})

describe('columns of a table as numbers', () => {
  const rows = chunkRows + 3
  const inFolder = temporaryDirectory()

  async function withReader(check: (reader: SessionReader) => Promise<void>): Promise<void> {
    const path = inFolder('session.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.add(
      'process_sample',
      Array.from({ length: rows }, (_, i) => ({
        pid: i,
        start_ticks: 1,
        at_ns: i * 1e6,
        state: i % 2 === 0 ? 'S' : '',
        cpu_ms: 0,
        wait_ms: i % 3 === 0 ? null : i,
      })),
    )
    await writer.close()
    const reader = await SessionReader.open(path)
    try {
      await check(reader)
    } finally {
      await reader.close()
    }
  }

  it('come by chunks, all rows once and in order', () =>
    withReader(async (reader) => {
      const pids: number[] = []
      const counts: number[] = []
      for await (const { count, columns } of reader.numbers('process_sample', ['pid'])) {
        counts.push(count)
        pids.push(...(columns[0] ?? []))
      }
      assert.deepEqual(counts, [chunkRows, 3])
      assert.deepEqual(pids, [...Array(rows).keys()])
    }))

  it('tell NULL and empty text as not a number, and text by its first letter', () =>
    withReader(async (reader) => {
      const chunks = reader.numbers('process_sample', ['state', 'wait_ms'])
      const first = (await chunks.next()).value as NumberChunk | undefined
      await chunks.return(undefined)
      const [states, waits] = first?.columns ?? []
      assert.deepEqual([...(states ?? [])].slice(0, 2), [83, NaN])
      assert.deepEqual([...(waits ?? [])].slice(0, 2), [NaN, 1])
    }))

  it('are none of an empty table', () =>
    withReader(async (reader) => {
      assert.equal((await reader.numbers('socket_sample', ['drops']).next()).done, true)
      assert.equal(await reader.count('socket_sample'), 0)
    }))

  it('agree with rows, which come by pages', () =>
    withReader(async (reader) => {
      const found = await reader.rows('process_sample')
      assert.equal(await reader.count('process_sample'), rows)
      const pids = found.map(({ pid }) => pid)
      assert.deepEqual(pids, [...Array(rows).keys()])
    }))
})
