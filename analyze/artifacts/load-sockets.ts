import type { SessionReader } from '../../session/reader.js'
import type { Row, TableName } from '../../session/tables.js'
import { Sockets, type ProcessFact, type SocketFact } from './host.js'
import { NumberSeries } from './number-series.js'

/** Sockets and the processes that hold them. Samples become objects only of those that a cause asks for. */
export async function loadSockets(reader: SessionReader): Promise<Sockets> {
  const processes = await loadProcesses(reader)
  const owners = await loadOwners(reader, processes)
  const samples = await loadSeries(reader, 'socket_sample', [
    'socket',
    'at_ns',
    'rmem',
    'wmem',
    'drops',
  ])
  const samplesOf = (socket: number): SocketFact['samples'] =>
    inTime(
      samples.rowsOf(socket).map((row) => ({
        socket,
        at_ns: samples.value(row, 0),
        rmem: samples.value(row, 1),
        wmem: samples.value(row, 2),
        drops: samples.value(row, 3),
      })),
    )
  const facts = (await reader.rows('socket')).map((row): SocketFact => {
    let own: SocketFact['samples'] | undefined
    return {
      ...row,
      owners: owners.get(row.id) ?? noOwners,
      get samples() {
        return (own ??= samplesOf(row.id))
      },
    }
  })
  return new Sockets(facts)
}

const noOwners: readonly ProcessFact[] = []

async function loadProcesses(reader: SessionReader): Promise<ReadonlyMap<string, ProcessFact>> {
  const samples = await loadSeries(reader, 'process_sample', [
    'pid',
    'start_ticks',
    'at_ns',
    'state',
    'cpu_ms',
    'wait_ms',
  ])
  // process ids are used again: rows of one may be those of several processes
  const samplesOf = (pid: number, startTicks: number): ProcessFact['samples'] =>
    inTime(
      samples.rowsOf(pid).flatMap((row): Row<'process_sample'>[] => {
        if (samples.value(row, 0) !== startTicks) return []
        const wait = samples.value(row, 4)
        return [
          {
            pid,
            start_ticks: startTicks,
            at_ns: samples.value(row, 1),
            state: letter(samples.value(row, 2)),
            cpu_ms: samples.value(row, 3),
            wait_ms: Number.isNaN(wait) ? null : wait,
          },
        ]
      }),
    )
  const facts = (await reader.rows('process')).map((row): [string, ProcessFact] => {
    const { pid, start_ticks: startTicks, comm, cmdline, cgroup } = row
    let own: ProcessFact['samples'] | undefined
    const fact = {
      ...{ pid, startTicks, comm, cmdline, cgroup },
      get samples() {
        return (own ??= samplesOf(pid, startTicks))
      },
    }
    return [processKey(row), fact]
  })
  return new Map(facts)
}

/** Processes by socket.id. */
async function loadOwners(
  reader: SessionReader,
  processes: ReadonlyMap<string, ProcessFact>,
): Promise<ReadonlyMap<number, readonly ProcessFact[]>> {
  const owners = new Map<number, ProcessFact[]>()
  for (const row of await reader.rows('socket_process')) {
    const process = processes.get(processKey(row))
    if (process === undefined) continue
    const known = owners.get(row.socket)
    if (known === undefined) owners.set(row.socket, [process])
    else if (!known.includes(process)) known.push(process)
  }
  return owners
}

const processKey = (row: { readonly pid: number; readonly start_ticks: number }): string =>
  `${row.pid} ${row.start_ticks}`

/** The first of `columns` is the owner. */
async function loadSeries<N extends TableName>(
  reader: SessionReader,
  table: N,
  columns: readonly (keyof Row<N> & string)[],
): Promise<NumberSeries> {
  const series = new NumberSeries(await reader.count(table), columns.length - 1)
  for await (const chunk of reader.numbers(table, columns)) series.add(chunk)
  return series
}

const inTime = <S extends { readonly at_ns: number }>(samples: readonly S[]): readonly S[] =>
  [...samples].sort((a, b) => a.at_ns - b.at_ns)

/** States are one letter; '' where the file holds none. */
const letter = (code: number): string => (Number.isNaN(code) ? '' : String.fromCodePoint(code))
