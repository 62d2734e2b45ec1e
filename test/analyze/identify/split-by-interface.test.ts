import assert from 'node:assert/strict'
import type { DropGroup } from '../../../analyze/artifacts/group.js'
import { Host } from '../../../analyze/artifacts/host.js'
import { splitByInterface } from '../../../analyze/identify/split-by-interface.js'
import type { Row } from '../../../session/tables.js'
import { findingsOf } from '../session-builder.js'

const second = 1e9

const group: DropGroup = {
  id: 7,
  key: 1,
  flowId: 3,
  site: 'ip_rcv_core',
  reason: 'IP_CSUM',
  trap: '',
  netns: 1,
  ifindex: 77,
  protocol: 0x0800,
  flow: undefined,
  masked: false,
  drops: 24,
  bytes: 2400,
  fromNs: 1 * second,
  toNs: 9 * second,
  buckets: Float64Array.of(1 * second, 7, 4 * second, 11, 6 * second, 2, 8 * second, 4),
  samples: [],
}

const row = (name: string, mac: string, fromS: number, toS: number | null): Row<'interface'> => ({
  ...{ netns: 1, ifindex: 77, name, kind: 'veth', link_type: 1, mac, mtu: 1500, flags: 1 },
  ...{ operstate: 'up', master: null, link: null, link_netns: null, qdisc: '', tx_queue_len: 0 },
  ...{ xdp: null, bridge_port: null, driver: null },
  ...{ from_ns: fromS * second, to_ns: toS === null ? null : toS * second },
})

const hostWith = (interfaces: readonly Row<'interface'>[]): Host =>
  new Host({
    netns: new Map(),
    interfaces,
    ...{ addresses: [], memberships: [], routes: [], policyRules: [], neighbours: [] },
    ...{ qdiscs: [], sysctls: [], packetTypes: [], cgroupPrograms: [] },
  })

describe('drops on an interface number that was given out again', () => {
  const host = hostWith([
    row('red0', '02:01', 0, 2),
    // it only went down and came up
    row('blue0', '02:02', 3, 5),
    row('blue0', '02:02', 5, 7),
    row('green0', '02:03', 7.5, null),
  ])
  const parts = splitByInterface([{ ...group, id: 9, ifindex: 2 }, group], host)

  it('go to the interface that had the number then', () => {
    assert.deepEqual(
      parts
        .slice(1)
        .map(({ fromNs, drops, bytes }) => [host.interfaceName(1, 77, fromNs), drops, bytes]),
      [
        ['red0', 7, 700],
        ['blue0', 13, 1300],
        ['green0', 4, 400],
      ],
    )
  })

  it('are as many as before, in groups of their own', () => {
    assert.equal(new Set(parts.map(({ id }) => id)).size, parts.length)
    const buckets = parts.slice(1).flatMap((part) => [...part.buckets])
    assert.deepEqual(buckets, [...group.buckets])
    for (const [index, { fromNs, toNs }] of parts.slice(1).entries()) {
      assert.ok(toNs <= (parts[index + 2]?.fromNs ?? Infinity) && fromNs < toNs)
    }
  })

  it('go to the one that had begun, where two seem to overlap, and to the last moment of one to that', () => {
    const overlapping = hostWith([
      row('red0', '02:01', 0, 4.01),
      row('blue0', '02:02', 4, 6),
      row('green0', '02:03', 6.5, null),
    ])
    assert.deepEqual(
      splitByInterface([group], overlapping).map(({ fromNs, drops }) => [
        overlapping.interfaceName(1, 77, fromNs),
        drops,
      ]),
      [
        ['red0', 7],
        ['blue0', 13],
        ['green0', 4],
      ],
    )
  })

  it('stay one group where the interface stayed', () => {
    assert.deepEqual(splitByInterface([group], hostWith([row('red0', '02:01', 0, null)])), [group])
    assert.deepEqual(splitByInterface([group], undefined), [group])
  })
})

describe('findings on an interface number that was given out again', () => {
  const ifindex = 2
  const at = (name: string, fromMs: number, toMs: number | null): Row<'interface'> => ({
    ...row(name, `02:${name}`, 0, null),
    ...{ ifindex, from_ns: fromMs * 1e6, to_ns: toMs === null ? null : toMs * 1e6 },
  })
  const interfaces = [at('red0', 0, 2000), at('blue0', 3000, null)]

  // each finding's queries are run and compared: test/analyze/promises.ts
  for (const [what, flows] of [
    ['one flow', undefined],
    ['flows that did not all fit the map', [{ dport: 7, drops: 11 }]],
  ] as const) {
    it(`tell each interface's own drops, and so do their queries: ${what}`, async () => {
      const { findings } = await findingsOf({
        drops: [{ reason: 'TC_INGRESS', drops: 13, ...(flows === undefined ? {} : { flows }) }],
        rows: {
          interface: interfaces,
          drop_count: [{ key: 1, at_ns: 4e9, drops: 29, bytes: 2900 }],
          drop_flow_count: [{ flow: 1, at_ns: 4e9, drops: 17, bytes: 1700 }],
        },
      })
      const told = findings.map(({ cause, interfaces, drops }) => [cause, ...interfaces, drops])
      assert.deepEqual(told, [
        ['tc-ingress-filter', 'blue0', 29],
        ['tc-ingress-filter', 'red0', 13],
      ])
    })
  }
})
