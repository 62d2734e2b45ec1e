import assert from 'node:assert/strict'
import { parse } from '../../../capture/counter-sources/qdisc.js'
import {
  attribute,
  attributeNested,
  attributeString,
  concatBytes,
} from '../../../capture/netlink/attributes.js'
import { valuesOf } from '../counter-sources/raw-proc.js'
import { words32, words64 } from './counter-messages.js'

const root = 0xffff_ffff
const name = (): string => 'eth0'

interface Stats {
  readonly app?: Uint8Array
  readonly packets64?: number
}

function newQdisc(kind: string, handle: number, parent: number, stats: Stats = {}): Uint8Array {
  const parts = [
    attribute(1, concatBytes([words64(4000), words32(40, 0)])),
    attribute(3, words32(5, 600, 17, 2, 9)),
  ]
  if (stats.packets64 !== undefined) parts.push(attribute(8, words64(stats.packets64)))
  if (stats.app !== undefined) parts.push(attribute(4, stats.app))
  return concatBytes([
    words32(0, 7, handle, parent, 0),
    attributeString(1, kind),
    attributeNested(7, ...parts),
  ])
}

describe('qdisc statistics', () => {
  it('reads the numbers that every qdisc has', () => {
    const readings = parse([newQdisc('tbf', 0x8001_0000, root)], 'qdisc', name)
    assert.deepEqual(readings, [
      { name: 'qdisc:eth0/8001:.bytes', value: 4000, ifindex: 7 },
      { name: 'qdisc:eth0/8001:.packets', value: 40, ifindex: 7 },
      { name: 'qdisc:eth0/8001:.qlen', value: 5, ifindex: 7, gauge: true },
      { name: 'qdisc:eth0/8001:.backlog', value: 600, ifindex: 7, gauge: true },
      { name: 'qdisc:eth0/8001:.drops', value: 17, ifindex: 7 },
      { name: 'qdisc:eth0/8001:.requeues', value: 2, ifindex: 7 },
      { name: 'qdisc:eth0/8001:.overlimits', value: 9, ifindex: 7 },
    ])
  })

  it('names classes, ingress and the nameless children of mq', () => {
    const dropsName = (handle: number, parent: number, type: 'qdisc' | 'class'): string =>
      parse([newQdisc('x', handle, parent)], type, name).find(({ name }) => name.endsWith('drops'))
        ?.name ?? ''
    assert.equal(dropsName(0x0001_0010, 0x0001_0000, 'class'), 'class:eth0/1:10.drops')
    assert.equal(dropsName(0xffff_0000, 0xffff_fff1, 'qdisc'), 'qdisc:eth0/ffff:.drops')
    assert.equal(dropsName(0, root, 'qdisc'), 'qdisc:eth0/0:.drops')
    assert.notEqual(dropsName(0, 1, 'qdisc'), dropsName(0, 2, 'qdisc'))
  })

  it('prefers the 64-bit packet count of 5.5', () => {
    const values = valuesOf(
      parse([newQdisc('tbf', 0x1_0000, root, { packets64: 2 ** 33 })], 'qdisc', name),
    )
    assert.equal(values.get('qdisc:eth0/1:.packets'), 2 ** 33)
  })

  it('reads the losses of fq_codel, not its classes', () => {
    const app = words32(0, 1514, 11, 12, 13, 14, 15, 16, 17, 18)
    const values = valuesOf(parse([newQdisc('fq_codel', 0x1_0000, root, { app })], 'qdisc', name))
    assert.equal(values.get('qdisc:eth0/1:.fq_codel_drop_overlimit'), 11)
    assert.equal(values.get('qdisc:eth0/1:.fq_codel_drop_overmemory'), 18)
    const ofClass = words32(1, 1514, 11)
    const none = valuesOf(
      parse([newQdisc('fq_codel', 0x1_0000, root, { app: ofClass })], 'qdisc', name),
    )
    assert.equal(none.has('qdisc:eth0/1:.fq_codel_drop_overlimit'), false)
  })

  it('reads fq as long as the kernel makes it', () => {
    const long = concatBytes([
      words64(1, 2, 3, 4, 5, 6, 7, 8),
      words32(9, 10, 11, 12),
      words64(13, 14),
    ])
    const values = valuesOf(parse([newQdisc('fq', 0x1_0000, root, { app: long })], 'qdisc', name))
    assert.equal(values.get('qdisc:eth0/1:.fq_flows_plimit'), 5)
    assert.equal(values.get('qdisc:eth0/1:.fq_horizon_drops'), 14)
    assert.equal(values.has('qdisc:eth0/1:.fq_horizon_caps'), false)
  })

  it('falls back to the old tc_stats', () => {
    const payload = concatBytes([
      words32(0, 7, 0x1_0000, root, 0),
      attributeString(1, 'pfifo'),
      attribute(3, concatBytes([words64(100), words32(10, 3, 4, 0, 0, 5, 6)])),
    ])
    assert.deepEqual(parse([payload], 'qdisc', name), [
      { name: 'qdisc:eth0/1:.bytes', value: 100, ifindex: 7 },
      { name: 'qdisc:eth0/1:.packets', value: 10, ifindex: 7 },
      { name: 'qdisc:eth0/1:.drops', value: 3, ifindex: 7 },
      { name: 'qdisc:eth0/1:.overlimits', value: 4, ifindex: 7 },
      { name: 'qdisc:eth0/1:.qlen', value: 5, ifindex: 7, gauge: true },
      { name: 'qdisc:eth0/1:.backlog', value: 6, ifindex: 7, gauge: true },
    ])
    const cut = concatBytes([
      words32(0, 7, 0x1_0000, root, 0),
      attributeString(1, 'pfifo'),
      attribute(3, new Uint8Array(35)),
    ])
    assert.deepEqual(parse([cut], 'qdisc', name), [])
  })

  it('reads as much as there is of the new ones', () => {
    const names = (...parts: readonly Uint8Array[]): readonly string[] =>
      parse(
        [
          concatBytes([
            words32(0, 7, 0x1_0000, root, 0),
            attributeString(1, 'pfifo'),
            attributeNested(7, ...parts),
          ]),
        ],
        'qdisc',
        name,
      ).map((reading) => reading.name.replace('qdisc:eth0/1:.', ''))
    const basic = attribute(1, concatBytes([words64(4000), words32(40, 0)]))
    assert.deepEqual(names(basic), ['bytes', 'packets'])
    assert.deepEqual(names(attribute(1, new Uint8Array(12))), ['bytes', 'packets'])
    assert.deepEqual(names(attribute(1, new Uint8Array(11))), [])
    assert.deepEqual(names(attribute(3, words32(5, 600, 17))), ['qlen', 'backlog', 'drops'])
    assert.deepEqual(names(attribute(3, new Uint8Array(11))), ['qlen', 'backlog'])
    assert.deepEqual(names(), [])
  })

  it('leaves out what has no kind', () => {
    const nameless = concatBytes([
      words32(0, 7, 0x1_0000, root, 0),
      attribute(3, new Uint8Array(36)),
    ])
    assert.deepEqual(parse([nameless], 'qdisc', name), [])
  })

  it('survives messages cut at any place', () => {
    const whole = newQdisc('fq_codel', 0x1_0000, root, {
      app: words32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    })
    for (let length = 0; length <= whole.length; length += 1) {
      parse([whole.subarray(0, length)], 'qdisc', name)
    }
    assert.deepEqual(parse([new Uint8Array(40).fill(0xff)], 'qdisc', name), [])
  })
})
