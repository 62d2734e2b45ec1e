/** Builds a real session file from a literal, analyzes it, and checks what holds for every session. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { analyze, type AnalyzeOptions, type Analysis } from '../../analyze/analyze.js'
import type { Finding, Findings } from '../../analyze/finding.js'
import { SessionReader } from '../../session/reader.js'
import type { Row, TableName } from '../../session/tables.js'
import { SessionWriter } from '../../session/writer.js'
import { dropBlock, dropRows } from './drop-rows.js'
import {
  addressRows,
  counterRows,
  firewallRows,
  qdiscRows,
  routeRows,
  socketRows,
  sysctlRows,
  trafficRows,
} from './host-rows.js'
import { checkPromises } from './promises.js'
import { Ids } from './session-ids.js'
import type { SessionLiteral, SourceName } from './session-literal.js'

/** Writes the session file. */
export async function buildSession(path: string, literal: SessionLiteral): Promise<void> {
  const writer = await SessionWriter.create(path, { overwrite: false })
  const add = <N extends TableName>(table: N, rows: readonly Row<N>[]) => writer.add(table, rows)
  const ids = new Ids()
  const lacks = (source: SourceName) => literal.without?.includes(source) === true
  const source = literal.source ?? 'bpf'
  const drops = dropRows(literal.drops ?? [], ids, source)
  add('drop_key', drops.key)
  add('drop_count', drops.count)
  add('drop_flow', drops.flow)
  add('drop_flow_count', drops.flowCount)
  for (const [index, [from, records]] of [...drops.records].entries()) {
    if (records.length > 0) add('drop_block', [dropBlock(index + 1, records, from)])
  }
  if (!lacks('counters')) {
    const counters = counterRows(literal, ids)
    add('counter', counters.counter)
    add('counter_change', counters.change)
  }
  const sockets = socketRows(literal.sockets ?? [], ids)
  add('socket', sockets.socket)
  add('socket_sample', sockets.socket_sample)
  add('process', sockets.process)
  add('process_sample', sockets.process_sample)
  add('socket_process', sockets.socket_process)
  add('address', addressRows(literal.addresses ?? [], ids))
  add('route', routeRows(literal, ids))
  add('sysctl', sysctlRows(literal, ids))
  add('qdisc', qdiscRows(literal, ids))
  add('firewall_rule', firewallRows(literal, ids))
  const traffic = trafficRows(literal, ids)
  add('flow', traffic.flow)
  add('flow_second', traffic.flow_second)
  if (literal.traffic !== undefined) add('capture', [captureRow(literal)])
  add('interface', ids.interfaceRows(literal.interfaces ?? []))
  add('netns', ids.netnsRows())
  add('symbol', ids.symbolRows())
  add('stack', ids.stackRows())
  add('source_health', healthRows(literal, lacks))
  for (const [table, rows] of Object.entries(literal.rows ?? {})) add(table as TableName, rows)
  const info = { ...infoOf(literal), ...literal.info }
  for (const [key, value] of Object.entries(info)) {
    add('session_info', [{ key, value: JSON.stringify(value) }])
  }
  await writer.close()
  if (writer.failure !== undefined) throw writer.failure
}

const captureRow = (literal: SessionLiteral): Row<'capture'> => ({
  netns: 1,
  ifindex: 2,
  name: 'eth0',
  from_ns: 0,
  to_ns: 10e9,
  snap_length: 128,
  filter: '',
  received: (literal.traffic ?? []).reduce((sum, f) => sum + f.packets, 0),
  lost: 0,
  why: '',
})

function healthRows(
  literal: SessionLiteral,
  lacks: (source: SourceName) => boolean,
): Row<'source_health'>[] {
  const of = (source: string, isMissing: boolean, detail = {}): Row<'source_health'> => ({
    source,
    status: isMissing ? 'unavailable' : 'ok',
    why: isMissing ? 'left out by the test' : '',
    lost: 0,
    detail: JSON.stringify(detail),
  })
  return [
    ...(lacks('health') ? [] : [of(literal.source ?? 'bpf', lacks('bpf'), literal.health)]),
    of('sockets', lacks('sockets')),
    of('firewall', lacks('firewall')),
    of('proc-net-snmp', lacks('counters')),
  ]
}

const infoOf = (literal: SessionLiteral) => ({
  toolVersion: '0.1.0',
  argv: ['record'],
  hostname: 'testhost',
  kernel: '6.18.0',
  startedAt: '2026-01-01T00:00:00.000Z',
  attachedNs: 100e6,
  ...(literal.cutOff === true ? {} : { detachedNs: 9.9e9, endedNs: 10e9, endReason: 'duration' }),
})

/** Opens a built session, hands it over, and removes it afterwards. */
export async function withSession<T>(
  literal: SessionLiteral,
  use: (reader: SessionReader) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'dropcorr-analyze-'))
  try {
    const path = join(directory, 'session.db')
    await buildSession(path, literal)
    const reader = await SessionReader.open(path)
    try {
      return await use(reader)
    } finally {
      await reader.close()
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** The analysis of a session, checked for sums and for every query in it. */
export const analyzed = (literal: SessionLiteral, options?: AnalyzeOptions): Promise<Analysis> =>
  withSession(literal, async (reader) => {
    const analysis = await analyze(reader, options)
    await checkPromises(reader, analysis)
    return analysis
  })

/** The findings alone, which is what most tests look at. */
export const findingsOf = async (
  literal: SessionLiteral,
  options?: AnalyzeOptions,
): Promise<Findings> => (await analyzed(literal, options)).findings

/** 'cause drops' of all findings, benign ones included; counters alone say 'counter-only-loss NAME drops'. */
export const told = (findings: Findings): string[] =>
  findings.findings.map((f) => `${f.cause} ${f.drops}`)

/** The one finding of that cause; throws if there is none or several. */
export function theFinding(findings: Findings, cause: string): Finding {
  const found = findings.findings.filter((f) => f.cause === cause)
  const [only] = found
  if (only === undefined || found.length > 1) {
    throw new Error(`${found.length} findings of ${cause}; there are: ${told(findings).join(', ')}`)
  }
  return only
}
