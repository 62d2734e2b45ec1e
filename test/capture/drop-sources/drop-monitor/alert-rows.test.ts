import assert from 'node:assert/strict'
import { AlertRows } from '../../../../capture/drop-sources/drop-monitor/alert-rows.js'
import {
  decodeAlert,
  type SummaryAlert,
} from '../../../../capture/drop-sources/drop-monitor/decode-alert.js'
import { dropDetails } from '../../../../session/drop-details.js'
import { AlertContext } from './alert-context.js'
import { netDmFixture } from './net-dm-fixture.js'

const trapGroups = new Map([['fid_miss', 'l2_drops']])

function rowsOf(
  fixtures: readonly Parameters<typeof netDmFixture>[1][],
  context = new AlertContext(),
): { context: AlertContext; rows: AlertRows } {
  const rows = new AlertRows(context, trapGroups)
  for (const name of fixtures) {
    for (const message of netDmFixture('6.12', name)) rows.take(decodeAlert(message), context.nowNs)
  }
  rows.flush()
  return { context, rows }
}

const counted = (context: AlertContext): Readonly<Record<string, number>> => {
  const names = new Map(context.table('symbol').map(({ id, name }) => [id, name]))
  const drops: Record<string, number> = {}
  for (const key of context.table('drop_key')) {
    const name = `${key.trap || (names.get(key.site) ?? '')} ${key.reason}`.trim()
    for (const count of context.table('drop_count')) {
      if (count.key === key.id) drops[name] = (drops[name] ?? 0) + count.drops
    }
  }
  return drops
}

describe('rows from alerts', () => {
  it('counts packets by site, reason, interface and flow, at their own time', () => {
    const context = new AlertContext()
    context.nowNs = 7e9
    const { rows } = rowsOf(['packet'], context)
    assert.deepEqual(counted(context), {
      '__udp4_lib_rcv NO_SOCKET': 3,
      '__udp6_lib_rcv NO_SOCKET': 1,
      'tcp_v4_rcv NO_SOCKET': 1,
    })
    const [key] = context.table('drop_key')
    assert.deepEqual(key, {
      id: 1001,
      source: 'drop-monitor',
      site: 1,
      reason: 'NO_SOCKET',
      netns: 1,
      ifindex: 1,
      protocol: 0x0800,
      trap: '',
      masked: 0,
    })
    const [first] = context.table('drop_count')
    assert.deepEqual(first, { key: 1001, at_ns: 6_000_000_000, drops: 3, bytes: 168 })
    const flows = context.table('drop_flow')
    assert.deepEqual(
      flows.map(({ family, proto, src, tcp_flags }) => [family, proto, src, tcp_flags]),
      [
        [4, 17, '127.0.0.1', 0],
        [4, 17, '127.0.0.1', 0],
        [4, 17, '127.0.0.1', 0],
        [6, 17, '::1', 0],
        [4, 6, '127.0.0.1', 2],
      ],
    )
    assert.ok(flows.every(({ id }) => id > 1000))
    assert.equal(
      context.table('drop_flow_count').reduce((sum, { drops }) => sum + drops, 0),
      5,
    )
    assert.equal(rows.tally.drops, 5)
    assert.equal(rows.topSite, '__udp4_lib_rcv')
  })

  it('keeps the head of each packet', () => {
    const context = new AlertContext()
    context.nowNs = 7e9
    rowsOf(['packet'], context)
    const [block] = context.table('drop_block')
    assert.ok(block)
    assert.equal(block.records, 5)
    assert.equal(block.id, 1001)
    const details = dropDetails(block.data)
    assert.equal(details.atNs(0), 6_076_067_146)
    assert.equal(details.key(0), 1001)
    assert.equal(details.flow(0), 1001)
    assert.equal(details.length(0), 56)
    assert.equal(details.headStart(0), 'mac')
    assert.equal(details.networkOffset(0), 14)
    assert.equal(details.transportOffset(0), 34)
    assert.equal(details.cpu(0), 0xffff)
    assert.equal(details.head(0)[14], 0x45)
  })

  it('counts summaries in the second that they are about', () => {
    const context = new AlertContext()
    context.nowNs = 4.25e9
    const { rows } = rowsOf(['summary'], context)
    assert.equal(rows.tally.drops, 9)
    assert.deepEqual([...new Set(context.table('drop_count').map(({ at_ns }) => at_ns))], [3.2e9])
    assert.deepEqual([...new Set(context.table('drop_key').map(({ reason }) => reason))], [''])
    assert.equal(rows.tally.sitesInAlert, 3)
  })

  it('takes an address of 0 for a hint, not for a site', () => {
    const context = new AlertContext()
    const rows = new AlertRows(context, trapGroups)
    rows.take({ kind: 'summary', sites: [{ pc: 0n, drops: 3 }], traps: [], unknown: [] }, 1e9)
    rows.flush()
    assert.equal(rows.tally.rxDroppedHints, 3)
    assert.equal(rows.tally.drops, 0)
    assert.deepEqual(context.table('drop_key'), [])
  })

  it('counts full alerts', () => {
    const rows = new AlertRows(new AlertContext(), trapGroups)
    const sites = Array.from({ length: 64 }, (_, i) => ({ pc: BigInt(i + 1), drops: 1 }))
    rows.take({ kind: 'summary', sites, traps: [], unknown: [25] }, 1e9)
    rows.take(decodeAlert(new Uint8Array(3)), 1e9)
    const { fullAlerts, sitesInAlert, unknownAttributes, undecodedAlerts } = rows.tally
    assert.deepEqual([fullAlerts, sitesInAlert, undecodedAlerts], [1, 64, 1])
    assert.deepEqual(unknownAttributes, [25])
  })

  it('names hardware drops by trap and cookie, and finds the group that a summary leaves out', () => {
    const { context } = rowsOf(['hardware-packet'])
    assert.deepEqual(counted(context), {
      'l2_drops/fid_miss': 4,
      'l3_exceptions/ttl_value_is_too_small': 4,
      'acl_drops/ingress_flow_action_drop/deadbeef0102': 4,
    })
    assert.ok(context.table('drop_key').every(({ site, reason }) => site === 0 && reason === ''))
    const { context: summaries } = rowsOf(['hardware-summary'])
    assert.equal(counted(summaries)['l2_drops/fid_miss'], 20)
    assert.equal(counted(summaries)['/blackhole_route'], 20)
  })

  it('leaves the drops of the kernel to another source if told so', () => {
    const context = new AlertContext()
    context.hardwareOnly = true
    const { rows } = rowsOf(['packet', 'summary', 'hardware-packet'], context)
    assert.equal(rows.tally.drops, 12)
    assert.deepEqual(context.table('symbol'), [])
  })

  it('counts what is masked, and describes it no further', () => {
    const context = new AlertContext()
    context.masks = [{ field: 'site', pattern: '__udp*' }]
    const { rows } = rowsOf(['packet'], context)
    assert.equal(rows.masked, 4)
    assert.equal(rows.tally.drops, 5)
    assert.equal(rows.topSite, 'tcp_v4_rcv')
    assert.equal(context.table('drop_flow').length, 1)
    assert.equal(context.table('drop_block')[0]?.records, 1)
  })

  it('goes on under another id when a mask comes, and under the old one when it goes', () => {
    const context = new AlertContext()
    const rows = new AlertRows(context, trapGroups)
    const [message] = netDmFixture('6.12', 'packet')
    const take = (): void => rows.take(decodeAlert(message ?? new Uint8Array(0)), 1e9)
    take()
    rows.setMasks([{ field: 'iface', pattern: 'lo' }])
    take()
    take()
    rows.setMasks([])
    take()
    rows.flush()
    assert.deepEqual(
      context.table('drop_key').map(({ id, masked }) => [id, masked]),
      [
        [1001, 0],
        [1002, 1],
      ],
    )
    assert.equal(rows.masked, 2)
  })

  it('keeps details within the budget of their key', () => {
    const context = new AlertContext()
    const rows = new AlertRows(context, trapGroups)
    const [message] = netDmFixture('6.12', 'packet')
    for (let i = 0; i < 1000; i++) rows.take(decodeAlert(message ?? new Uint8Array(0)), 7e9)
    rows.flush()
    assert.equal(rows.tally.drops, 1000)
    assert.equal(context.table('drop_block')[0]?.records, 64)
    assert.equal(rows.tally.overBudget, 936)
  })

  it('takes the time of arrival where the stamp cannot be true', () => {
    const context = new AlertContext()
    const rows = new AlertRows(context, trapGroups)
    const alert = decodeAlert(netDmFixture('6.12', 'packet')[0] ?? new Uint8Array(0))
    // The stamp says 6.08 s: the clock was set forward, and back by an hour.
    rows.take(alert, 2e9)
    rows.take(alert, 3600e9)
    rows.flush()
    assert.deepEqual(
      context.table('drop_count').map(({ at_ns }) => at_ns),
      [2e9, 3600e9],
    )
  })

  it('tells each bucket once, when it can no longer change', () => {
    const context = new AlertContext()
    const rows = new AlertRows(context, trapGroups)
    const alert = decodeAlert(netDmFixture('6.12', 'packet')[0] ?? new Uint8Array(0))
    rows.take(alert, 6.2e9)
    rows.write(6.2e9)
    assert.deepEqual(context.table('drop_count'), [])
    rows.write(6.5e9)
    assert.equal(context.table('drop_count').length, 1)
    // A late one goes to the oldest that is open.
    rows.take(alert, 6.5e9)
    rows.flush()
    assert.deepEqual(
      context.table('drop_count').map(({ at_ns, drops }) => [at_ns, drops]),
      [
        [6e9, 1],
        [6.1e9, 1],
      ],
    )
  })

  it('leaves packets out that were dropped outside of the books', () => {
    const context = new AlertContext()
    context.nowNs = 7e9
    const rows = new AlertRows(context, trapGroups)
    const messages = netDmFixture('6.12', 'packet').map(decodeAlert)
    rows.books.open(0)
    rows.books.close(1e9)
    for (const message of messages) rows.take(message, context.nowNs)
    rows.flush()
    assert.deepEqual(counted(context), {})
    assert.equal(rows.tally.drops, 0)
    assert.deepEqual(rows.books.outside, { beforeFirstReading: 0, afterLastReading: 5 })
  })

  it('takes of a summary the part of its second that lies within the books', () => {
    const context = new AlertContext()
    const rows = new AlertRows(context, trapGroups)
    const summary: SummaryAlert = {
      kind: 'summary',
      unknown: [],
      traps: [],
      sites: [{ pc: 0xffffffff81000000n, drops: 1000 }],
    }
    rows.books.open(3.25e9)
    rows.take(summary, 3e9)
    rows.take(summary, 4e9)
    rows.take(summary, 5e9)
    rows.books.close(5.25e9)
    rows.take(summary, 6e9)
    rows.take(summary, 7e9)
    rows.flush()
    const drops = context.table('drop_count').reduce((sum, row) => sum + row.drops, 0)
    assert.equal(drops, 750 + 1000 + 250)
    assert.deepEqual(rows.books.outside, { beforeFirstReading: 1250, afterLastReading: 1750 })
  })
})
