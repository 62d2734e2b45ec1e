import assert from 'node:assert/strict'
import { dropRecord } from '../../../session/drop-record.js'
import { detailBlock, detailColumns, detailRows } from './drop-detail-text.js'
import { constantCounters, constantSections, expandConstants } from './constant-counters.js'
import { packedPackets } from '../../../session/pack-packets.js'
import { packetBlocks, packetRow, packetsOf } from './packet-text.js'
import { recordedNames, recordedText, withRecorded } from './recorded-sessions.js'
import { foldRepeated } from './fold-rows.js'
import { readSessionRows, sectionsOf } from './session-rows.js'
import {
  formatName,
  parseSession,
  printSession,
  type Section,
  type SessionText,
} from './session-text.js'

const session: SessionText = {
  format: formatName,
  schema: 1,
  trimmed: ['nothing'],
  sections: [
    {
      table: 'a',
      columns: ['x', 'y'],
      rows: [
        [1, 'one'],
        [null, 'zwei\n'],
      ],
    },
    { table: 'b', columns: ['z'], each: ['netns'], of: [[2], [3]], rows: [['same']] },
  ],
}

describe('text of a recorded session', () => {
  it('is read back as it was written', () => {
    assert.deepEqual(parseSession(printSession(session)), session)
  })

  it('names the line that is wrong', () => {
    const text = printSession(session)
    const bad: readonly (readonly [string, RegExp])[] = [
      ['', /empty/],
      ['\n', /line 1: not JSON/],
      ['{"format":"else"}\n', /line 1: not dropcorr/],
      [text.slice(0, -3), /cut off/],
      [text.replace('[1,"one"]', '[1]'), /line 3: 1 values instead of 2/],
      [text.replace('[1,"one"]', '[1,"one"'), /line 3: not JSON/],
      [text.replace('[1,"one"]', '[1,{}]'), /line 3: values are/],
      [text.replace('"of":[[2],[3]]', '"of":[[2,9]]'), /line 5: each and of/],
      [`${text.split('\n')[0] ?? ''}\n[1]\n`, /line 2: a row before any section/],
    ]
    for (const [damaged, message] of bad)
      assert.throws(() => parseSession(damaged), { name: 'SyntaxError', message })
  })

  it('keeps every byte of a drop detail', () => {
    const record = new Uint8Array(2 * dropRecord.size).map((_, i) => (i * 31) % 251)
    for (const at of [0, dropRecord.size]) {
      const view = new DataView(record.buffer, at)
      view.setFloat64(dropRecord.atNs, 12345.5, true)
      view.setFloat64(dropRecord.socketInode, 99, true)
      view.setUint8(dropRecord.headLength, 20)
      record.fill(0, at + 112, at + dropRecord.head)
      record.fill(0, at + dropRecord.head + 20, at + dropRecord.size)
      record.set(Buffer.from('node\0\0\0\0\0\0\0\0\0\0\0\0'), at + dropRecord.comm)
    }
    assert.deepEqual(detailBlock(detailColumns, detailRows(record)), record)
    assert.throws(() => detailBlock(['nonsense'], [[1]]), RangeError)
  })

  it('keeps packets', () => {
    const packet = {
      netns: 2,
      ifindex: 3,
      linkType: 1,
      atNs: 5.5,
      length: 99,
      bytes: Buffer.from('abcdefghi'),
    }
    const other = { ...packet, netns: 4, bytes: Buffer.from('') }
    const rows = [packet, other].map(packetRow)
    const blocks = packetBlocks(rows)
    assert.deepEqual(packetsOf(blocks).map(packetRow), rows)
    const packed = blocks.map((block) => ({ ...block, data: packedPackets(block.data, 1) }))
    assert.deepEqual(packetsOf(packed).map(packetRow), rows)
  })

  it('folds rows that differ in one column only', () => {
    const rows = [
      { netns: 2, name: 'a' },
      { netns: 3, name: 'a' },
      { netns: 2, name: 'b' },
    ]
    assert.deepEqual(foldRepeated('t', ['name'], ['netns'], rows), [
      { table: 't', columns: ['name'], each: ['netns'], of: [[2], [3]], rows: [['a']] },
      { table: 't', columns: ['name'], each: ['netns'], of: [[2]], rows: [['b']] },
    ])
  })

  it('gives constant counters ids of their own, and gauges their level', () => {
    const counter = (id: number, name: string, gauge: number) => ({
      id,
      netns: 2,
      source: 's',
      name,
      ifindex: null,
      gauge,
      born: 0,
    })
    const constant = constantCounters(
      [counter(1, 'snmp:Ip.A', 0), counter(2, 'snmp:Ip.B', 1), counter(3, 'snmp:Ip.C', 0)],
      [
        { counter: 1, value: 9 },
        { counter: 2, value: 7 },
        { counter: 3, value: 1 },
        { counter: 3, value: 2 },
      ],
    )
    const moving = { table: 'counter', columns: ['id'], rows: [[30]] }
    const [, counters, changes] = expandConstants([moving, ...constantSections(constant)])
    assert.deepEqual(counters?.rows, [
      [31, 2, 's', 'snmp:Ip.A', null, 0, 0],
      [32, 2, 's', 'snmp:Ip.B', null, 1, 0],
    ])
    assert.deepEqual(changes?.rows, [
      [31, 0, 0],
      [32, 0, 7],
    ])
  })

  it('makes the same text of the session that it made', async () => {
    const [name = ''] = recordedNames()
    const text = recordedText(name)
    const sections = await withRecorded(text, async (reader) =>
      sectionsOf(await readSessionRows(reader)),
    )
    const rowsIn = (all: readonly Section[]): number =>
      all.reduce((sum, s) => sum + s.rows.length * (s.of?.length ?? 1), 0)
    assert.equal(rowsIn(sections), rowsIn(parseSession(text).sections))
  })
})
