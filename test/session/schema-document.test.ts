import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dropRecord } from '../../session/drop-record.js'
import { exampleQueries } from '../../session/example-queries.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { views } from '../../session/views.js'
import { currentSchemaDocument, schemaPath } from '../../session/write-schema-document.js'
import { SessionWriter } from '../../session/writer.js'
import { exampleRow } from './example-rows.js'
import { temporaryDirectory } from './temporary-directory.js'

describe('SCHEMA.md', () => {
  const inDirectory = temporaryDirectory()

  it('is up to date', () => {
    assert.equal(
      readFileSync(schemaPath, 'utf8'),
      currentSchemaDocument(),
      'run: npm run build && node dist/session/write-schema-document.js',
    )
  })

  it('documents every field of a drop record', () => {
    const document = currentSchemaDocument()
    for (const [name, offset] of Object.entries(dropRecord)) {
      if (name === 'size' || name === 'headSize') continue
      assert.match(document, new RegExp(`^\\| ${offset} +\\| \`${name}\` `, 'm'))
    }
  })

  it('shows queries and views that answer', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.add('symbol', [exampleRow('symbol', 7, { name: 'udp_queue_rcv_one_skb' })])
    writer.add('netns', [exampleRow('netns', 1, { name: 'host' })])
    writer.add('interface', [
      exampleRow('interface', 1, { netns: 1, ifindex: 3, name: 'old', from_ns: 0 }),
      exampleRow('interface', 1, { netns: 1, ifindex: 3, name: 'new', from_ns: 5e9 }),
    ])
    const key = exampleRow('drop_key', 1, { site: 7, netns: 1, ifindex: 3, masked: 0 })
    writer.add('drop_key', [key])
    writer.add('drop_count', [
      { key: 1, at_ns: 1e9, drops: 2, bytes: 200 },
      { key: 1, at_ns: 6e9, drops: 3, bytes: 300 },
    ])
    writer.add('drop_flow', [exampleRow('drop_flow', 1, { key: 1 })])
    writer.add('drop_flow_count', [{ flow: 1, at_ns: 1e9, drops: 5, bytes: 500 }])
    writer.add('counter', [
      exampleRow('counter', 1, { netns: 1, name: 'dev:eth0.rx_drop', gauge: 0, born: 0 }),
      exampleRow('counter', 2, { netns: 1, name: 'dev:eth1.rx_drop', gauge: 0, born: 1 }),
    ])
    writer.add('counter_change', [
      { counter: 1, at_ns: 0, value: 10 },
      { counter: 1, at_ns: 5, value: 17 },
      { counter: 2, at_ns: 5, value: 4 },
    ])
    await writer.close()
    const database = await SqliteDatabase.open(path, openFlags.write)
    for (const { sql } of exampleQueries) await database.all(sql)
    for (const name of Object.keys(views))
      assert.notDeepEqual(await database.all(`SELECT * FROM "${name}"`), [])
    assert.deepEqual(
      await database.all('SELECT site, netns, interface, drops FROM "drop" ORDER BY at_ns'),
      [
        { site: 'udp_queue_rcv_one_skb', netns: 'host', interface: 'old', drops: 2 },
        { site: 'udp_queue_rcv_one_skb', netns: 'host', interface: 'new', drops: 3 },
      ],
    )
    assert.deepEqual(await database.all('SELECT counter, delta FROM counter_delta'), [
      { counter: 1, delta: 7 },
      { counter: 2, delta: 4 },
    ])
    await database.close()
  })
})
