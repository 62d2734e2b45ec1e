import assert from 'node:assert/strict'
import type { Finding } from '../../../analyze/finding.js'
import { finding, ledgerRow, reportModel } from '../model.js'
import { sectionHtml, textOf } from './section-html.js'

const site = { symbol: '__udp4_lib_rcv', reason: 'NO_SOCKET' }
const counter = 'snmp:Udp.NoPorts'

const inNamespace = (scope: string, id: string, drops: number): Finding =>
  finding({
    cause: 'udp-no-listener',
    id,
    drops,
    netns: [scope],
    sites: [{ ...site, drops }],
    counters: [{ name: counter, scope, delta: drops, explained: drops }],
  })

const explained = (scope: string, drops: number) =>
  ledgerRow({
    counter,
    scope,
    delta: drops,
    explainedBy: [{ cause: 'udp-no-listener', site: site.symbol, reason: site.reason, drops }],
  })

describe('ledger section', function () {
  this.timeout(20_000)

  it('names the finding that moved the counter, not the first of its cause', async () => {
    const html = await sectionHtml(
      reportModel(
        [inNamespace('web', 'udp-no-listener', 127), inNamespace('db', 'udp-no-listener-2', 31)],
        { findings: { ledger: [explained('web', 127), explained('db', 31)] } },
      ),
      'ledger',
    )
    const rows = html.split('<tr').filter((row) => row.includes('snmp:Udp.NoPorts'))
    assert.deepEqual(
      rows.map((row) => /#finding-([\w-]+)/.exec(row)?.[1]),
      ['udp-no-listener', 'udp-no-listener-2'],
    )
  })

  it('names all findings that may have moved it', async () => {
    const html = await sectionHtml(
      reportModel(
        [inNamespace('web', 'udp-no-listener', 127), inNamespace('web', 'udp-no-listener-2', 31)],
        { findings: { ledger: [explained('web', 158)] } },
      ),
      'ledger',
    )
    assert.match(textOf(html), /A udp-no-listener B udp-no-listener-2 158 __udp4_lib_rcv/)
  })

  it('prints a cause without a finding as it is called', async () => {
    const html = await sectionHtml(
      reportModel([], { findings: { ledger: [explained('web', 127)] } }),
      'ledger',
    )
    assert.match(textOf(html), /udp-no-listener 127/)
    assert.doesNotMatch(html, /#finding/)
  })

  it('tells a rest that is accounted for from one that is not, which comes first', async () => {
    const rest = (name: string, residueWhy: string) =>
      ledgerRow({ counter: name, isDrop: 'sometimes', residue: 23, residueWhy })
    const told = rest('snmp:Tcp.EstabResets', 'no packet was lost by that')
    const open = rest('netstat:TcpExt.TCPAbortOnTimeout', 'unexplained: no drop event')
    const read = async (...rows: (typeof told)[]) =>
      textOf(await sectionHtml(reportModel([], { findings: { ledger: rows } }), 'ledger'))
    const both = await read(told, open)
    assert.match(
      both,
      /0 explained.* packet, 1 with a rest that is accounted for, 1 with something/,
    )
    assert.ok(both.indexOf(open.counter) < both.indexOf(told.counter))
    assert.doesNotMatch(await read(told), /something left over/)
  })
})
