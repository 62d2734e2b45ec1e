import assert from 'node:assert/strict'
import { columnNames, describe as described, tableNames } from '../../session/ddl.js'
import { columnRedactions } from '../../session/redact/column-redactions.js'

/** Texts that were looked at and say nothing of whose machine it is: words of the kernel, of dropcorr, of standards. */
const openTexts = new Set([
  ...['session_info.key', 'source_health.source', 'netns.cookie', 'interface.kind'],
  ...['interface.operstate', 'interface.qdisc', 'interface.bridge_port', 'interface.driver'],
  ...['symbol.module', 'stack.frames', 'reason.name', 'reason.subsystem', 'drop_key.reason'],
  ...['drop_key.trap', 'counter.source', 'socket.proto', 'socket.state', 'process_sample.state'],
  ...['address.scope', 'route.type', 'neighbour.state', 'packet_type.handler'],
  ...['cgroup_program.attach_type', 'sysctl.value', 'qdisc.handle', 'qdisc.parent', 'qdisc.kind'],
  ...['firewall_rule.family', 'firewall_rule.hook'],
])

describe('redaction of columns', () => {
  it('decides on each column of each table, and on no other', () => {
    for (const table of tableNames)
      assert.deepEqual(Object.keys(columnRedactions[table]), columnNames(table), table)
  })

  it('leaves no text or block open that nobody looked at', () => {
    const open = tableNames.flatMap((table) =>
      Object.entries(described(table).columns)
        .filter(([, { sql, words }]) => (sql === 'TEXT' || sql === 'BLOB') && words === undefined)
        .map(([column]) => column)
        .filter((column) =>
          Object.entries(columnRedactions[table]).some(
            ([name, kind]) => name === column && kind === 'open',
          ),
        )
        .map((column) => `${table}.${column}`),
    )
    assert.deepEqual(
      open.filter((name) => !openTexts.has(name)),
      [],
    )
  })
})
