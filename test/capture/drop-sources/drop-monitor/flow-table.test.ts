import assert from 'node:assert/strict'
import { readDropFlow } from '../../../../capture/drop-sources/drop-monitor/drop-flow.js'
import {
  dropFlowWords,
  FlowTable,
} from '../../../../capture/drop-sources/drop-monitor/flow-table.js'
import { payloadLink } from '../../../../capture/drop-sources/drop-monitor/payload.js'
import { linkType } from '../../../../session/packet/numbers.js'
import type { Row } from '../../../../session/tables.js'
import { hex } from '../../netlink/hex-fixture.js'

const ethernet = '0200000000020200000000010800'
const ipv4 = '4500002800010000400600000a0000010a000002'
const tcp = '1f90005000000001000000005012ffff00000000'
const ipv6 = '60000000001406400000000000000000000000000000000120010db8000000000000000000000002'

function flows(): { rows: Row<'drop_flow'>[]; table: FlowTable } {
  const rows: Row<'drop_flow'>[] = []
  return { rows, table: new FlowTable(500, (row) => rows.push(row)) }
}

const flowOf = (payload: Uint8Array, link: number, key = 9): Uint32Array => {
  const flow = new Uint32Array(dropFlowWords)
  readDropFlow(payload, link, key, flow)
  return flow
}

describe('flows of dropped packets', () => {
  it('tells addresses, ports and the TCP flags that matter', () => {
    const { rows, table } = flows()
    const payload = hex(ethernet + ipv4 + tcp)
    assert.equal(table.idOf(flowOf(payload, linkType.ethernet), 0), 501)
    assert.equal(table.idOf(flowOf(payload, linkType.ethernet), 1), 501)
    assert.equal(table.idOf(flowOf(payload, linkType.ethernet, 10), 2), 502)
    assert.deepEqual(rows[0], {
      id: 501,
      key: 9,
      family: 4,
      proto: 6,
      src: '10.0.0.1',
      sport: 8080,
      dst: '10.0.0.2',
      dport: 80,
      tcp_flags: 0x12,
    })
    assert.equal(table.known, 2)
  })

  it('reads IPv6, with and without extension headers', () => {
    const { rows, table } = flows()
    table.idOf(flowOf(hex(`${ethernet.slice(0, 24)}86dd${ipv6}${tcp}`), linkType.ethernet), 0)
    const extended = `${ipv6.slice(0, 12)}0040${ipv6.slice(16)}0600000000000000${tcp}`
    table.idOf(flowOf(hex(`${ethernet.slice(0, 24)}86dd${extended}`), linkType.ethernet, 10), 0)
    for (const { family, proto, dst, dport, tcp_flags } of rows) {
      assert.deepEqual([family, proto, dst, dport, tcp_flags], [6, 6, '2001:db8::2', 80, 0x12])
    }
    assert.equal(rows.length, 2)
  })

  it('has one flow for all that is not IP, also for what is cut short', () => {
    const { rows, table } = flows()
    for (const payload of ['', '0200', `${ethernet.slice(0, 24)}0806000108000604`]) {
      assert.equal(table.idOf(flowOf(hex(payload), linkType.ethernet), 0), 501)
    }
    assert.deepEqual([rows[0]?.family, rows[0]?.src], [0, ''])
  })

  it('has no flags for later fragments', () => {
    const fragment = `${ipv4.slice(0, 12)}0010${ipv4.slice(16)}`
    assert.equal(flowOf(hex(ethernet + fragment + tcp), linkType.ethernet)[10], 0)
  })

  it('takes no more new flows than a second may bring, and makes room', function () {
    this.timeout(20_000)
    const { rows, table } = flows()
    const flow = new Uint32Array(dropFlowWords)
    const take = (count: number, from: number, atNs: number): number => {
      let refused = 0
      for (let i = 0; i < count; i++) {
        flow[1] = from + i
        if (table.idOf(flow, atNs) === 0) refused++
      }
      return refused
    }
    assert.equal(take(12_000, 0, 0), 2000)
    for (let second = 1; second < 7; second++) take(10_000, second * 20_000, second * 1e9)
    const full = table.known
    assert.equal(full, 65_536)
    table.makeRoom(7e9)
    assert.ok(table.known < full)
    // Those of the last seconds are known still.
    const told = rows.length
    assert.equal(take(1, 5 * 20_000, 7e9), 0)
    assert.equal(rows.length, told)
    assert.equal(take(100, 900_000, 7e9), 0)
  })
})

describe('where a payload starts', () => {
  it('knows an Ethernet header, and its absence', () => {
    assert.equal(payloadLink(hex(ethernet + ipv4 + tcp), 0x0800, 54), linkType.ethernet)
    assert.equal(payloadLink(hex(ipv4 + tcp), 0x0800, 40), linkType.raw)
    assert.equal(payloadLink(hex(ipv6 + tcp), 0x86dd, 60), linkType.raw)
  })

  it('is not misled by an address that looks like a type', () => {
    // From 8.0.0.1: where Ethernet has its type stands 0x0800.
    const raw = `${ipv4.slice(0, 24)}08000001${ipv4.slice(32)}${tcp}`
    assert.equal(payloadLink(hex(raw), 0x0800, 40), linkType.raw)
  })

  it('takes what is neither for Ethernet', () => {
    assert.equal(payloadLink(hex(''), 0x0800, 0), linkType.ethernet)
    assert.equal(payloadLink(hex('00'), 0x86dd, 1), linkType.ethernet)
    assert.equal(payloadLink(hex(`${ethernet.slice(0, 24)}0806`), 0x0806, 42), linkType.ethernet)
  })
})
