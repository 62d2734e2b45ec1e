import assert from 'node:assert/strict'
import { SessionReader } from '../../../session/reader.js'
import { SessionWriter } from '../../../session/writer.js'
import { exampleRow } from '../example-rows.js'
import { temporaryDirectory } from '../temporary-directory.js'

const second = 1e9
const mebibyte = 2 ** 20

describe('a session with --max-size', function () {
  this.timeout(120_000)
  const inDirectory = temporaryDirectory()

  /** `seconds` of drops in namespace 1 each 100 ms, and of 64 KiB of packets a second in namespaces 1 and 2. */
  async function recorded(maxBytes: number, seconds: number) {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false, maxBytes })
    writer.add('drop_key', [
      exampleRow('drop_key', 1, { id: 1, netns: 1, masked: 0 }),
      exampleRow('drop_key', 3, { id: 2, netns: 2, masked: 0 }),
    ])
    writer.add('counter', [exampleRow('counter', 1, { id: 1, gauge: 0, born: 0 })])
    let largest = 0
    for (let at = 0; at < seconds; at += 1) {
      const counts = Array.from({ length: 10 }, (_, tenth) => ({
        key: 1,
        at_ns: at * second + tenth * 1e8,
        drops: 7,
        bytes: 700,
      }))
      // In namespace 2 packets are lost in one second only.
      if (at === 3) counts.push({ key: 2, at_ns: at * second, drops: 1, bytes: 60 })
      writer.add('drop_count', counts)
      // The counter is reset once.
      const value = at < seconds / 2 ? 1000 + at : at
      writer.add('counter_change', [{ counter: 1, at_ns: at * second, value }])
      writer.add('clock', [{ at_ns: at * second, wall_s: at, wall_ns: 0 }])
      for (const netns of [1, 2]) {
        writer.add('packet_block', [
          exampleRow('packet_block', 1, {
            id: at * 2 + netns,
            netns,
            packets: 10,
            from_ns: at * second,
            to_ns: at * second + second - 1,
            data: new Uint8Array(64 << 10),
          }),
        ])
      }
      await writer.flush()
      largest = Math.max(largest, writer.bytesWritten)
    }
    await writer.close()
    return { writer, largest, reader: await SessionReader.open(path) }
  }

  it('stays within it, with every drop in the counts', async () => {
    const seconds = 300
    const { writer, largest, reader } = await recorded(4 * mebibyte, seconds)
    assert.ok(largest <= 4 * mebibyte, `${largest} bytes`)
    const [sum] = await reader.query('SELECT key, sum(drops) AS n FROM drop_count GROUP BY key')
    assert.deepEqual(sum, { key: 1, n: seconds * 70 })
    assert.match(writer.room?.why ?? '', /reached its --max-size of 4 MiB; counts are complete/)
    assert.match(writer.room?.why ?? '', /captured packets/)
    const limits = await reader.rows('event', { where: { kind: 'limit' } })
    assert.ok(limits.length > 0)
    await reader.close()
  })

  it('gives up packets away from drops first, and keeps those around drops', async () => {
    const { reader } = await recorded(8 * mebibyte, 70)
    const kept = await reader.query('SELECT netns, from_ns FROM packet_block')
    const secondsOf = (netns: number): readonly number[] =>
      kept.filter((row) => row['netns'] === netns).map((row) => Number(row['from_ns']) / second)
    assert.ok(secondsOf(2).includes(3), `of netns 2: ${secondsOf(2).join()}`)
    assert.ok(secondsOf(1).length > secondsOf(2).length)
    await reader.close()
  })

  it('keeps what a counter gained, over a reset too', async () => {
    const { reader } = await recorded(4 * mebibyte, 200)
    const values = await reader.query('SELECT value FROM counter_change ORDER BY at_ns')
    let [gained, before] = [0, Number(values[0]?.['value'])]
    for (const row of values) {
      const value = Number(row['value'])
      gained += value < before ? value : value - before
      before = value
    }
    assert.equal(gained, 99 + 199)
    await reader.close()
  })

  it('says nothing and leaves nothing out below it', async () => {
    const { writer, reader } = await recorded(64 * mebibyte, 20)
    assert.equal(writer.room?.why, undefined)
    const [blocks] = await reader.query('SELECT count(*) AS n FROM packet_block')
    assert.equal(blocks?.['n'], 40)
    await reader.close()
  })
})
