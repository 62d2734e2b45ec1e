import assert from 'node:assert/strict'
import { interfaceBlock, packetBlock, sectionBlock } from '../../../reports/pcapng/blocks.js'
import { readPcapng, textOption } from './read-pcapng.js'

const only = (bytes: Uint8Array) => {
  const [block, ...more] = readPcapng(Buffer.from(bytes))
  assert.ok(block !== undefined && more.length === 0)
  return block
}

describe('pcapng blocks', () => {
  it('section: byte order, version, unknown length, options', () => {
    const block = only(
      sectionBlock({ comment: 'ä', hardware: 'x86_64', os: '', application: 'dropcorr' }),
    )
    assert.equal(block.body.toString('hex'), '4d3c2b1a01000000ffffffffffffffff')
    assert.deepEqual([...block.options.keys()], [1, 2, 4])
    assert.equal(textOption(block, 1), 'ä')
  })

  it('interface: nanoseconds, and a filter with its kind before it', () => {
    const described = { linkType: 276, snapLength: 128, name: 'eth0', description: '' }
    const block = only(interfaceBlock({ ...described, filter: 'udp' }))
    assert.equal(block.body.toString('hex'), '1401000080000000')
    assert.equal(block.options.get(9)?.[0]?.toString('hex'), '09')
    assert.equal(block.options.get(11)?.[0]?.toString(), '\0udp')
    assert.equal(only(interfaceBlock({ ...described, filter: '' })).options.has(11), false)
  })

  it('interface and packet: numbers of a hostile session that do not fit are cut', () => {
    const described = { name: 'e', description: '', filter: '' }
    const block = only(interfaceBlock({ ...described, linkType: 1e15, snapLength: -1 }))
    assert.equal(block.body.toString('hex'), '00800000ffffffff')
    const packet = { interfaceId: 0, length: 0, bytes: new Uint8Array(0), comment: '' }
    for (const [unixNs, time] of [
      [-1n, 'ffffffff' + 'ffffffff'],
      [1n << 70n, '00000000' + '00000000'],
    ] as const) {
      assert.equal(only(packetBlock({ ...packet, unixNs })).body.toString('hex', 4, 12), time)
    }
  })

  it('packet: 64-bit time in two halves, padded bytes, comment', () => {
    const unixNs = 0x1234_5678_9abc_def0n
    const bytes = Uint8Array.of(1, 2, 3, 4, 5)
    const packet = { interfaceId: 3, unixNs, length: 1500, bytes, comment: '' }
    const bare = only(packetBlock(packet))
    assert.equal(
      bare.body.toString('hex'),
      '03000000' + '78563412' + 'f0debc9a' + '05000000' + 'dc050000' + '0102030405000000',
    )
    assert.equal(bare.options.size, 0)
    const long = only(packetBlock({ ...packet, comment: 'x'.repeat(70_000) }))
    assert.equal(textOption(long, 1)?.length, 65_532)
  })
})
