import { execFileSync } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { addon } from '../../capture/native.js'
import type { CaptureInterface } from '../../capture/packet-sources/libpcap.js'
import type { Namespace, NetnsRegistry, SessionClock, Sink } from '../../capture/source.js'
import type { Row, TableName } from '../../session/tables.js'

/** Why live tests cannot run here, undefined if they can. */
export const liveObstacle = (): string | undefined =>
  process.getuid?.() === 0 ? undefined : 'needs root for network namespaces'

export const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', timeout: 20_000 })

export const inNetns = (name: string, program: string, ...args: readonly string[]): string =>
  run('ip', 'netns', 'exec', name, program, ...args)

/** Two namespaces joined by a veth pair, with addresses 10.77.0.1/2 and fd77::1/2; no duplicate address detection. */
export function makePair(left: string, right: string, device: string): void {
  for (const name of [left, right]) run('ip', 'netns', 'add', name)
  run('ip', '-n', left, 'link', 'add', device, 'type', 'veth', 'peer', device, 'netns', right)
  for (const [index, name] of [left, right].entries()) {
    inNetns(name, 'sysctl', '-qw', `net.ipv6.conf.${device}.accept_dad=0`)
    run('ip', '-n', name, 'addr', 'add', `10.77.0.${index + 1}/24`, 'dev', device)
    run('ip', '-n', name, 'addr', 'add', `fd77::${index + 1}/64`, 'dev', device, 'nodad')
    run('ip', '-n', name, 'link', 'set', device, 'up')
  }
}

export function removeNetns(...names: readonly string[]): void {
  const present = run('ip', 'netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0])
  for (const name of names) if (present.includes(name)) run('ip', 'netns', 'del', name)
}

/** Rows as the session would get them. */
export class RowStore implements Sink {
  readonly #rows = new Map<TableName, unknown[]>()

  add<N extends TableName>(table: N, rows: readonly Row<N>[]): void {
    const known = this.#rows.get(table) ?? []
    known.push(...rows)
    this.#rows.set(table, known)
  }

  all<N extends TableName>(table: N): readonly Row<N>[] {
    return (this.#rows.get(table) ?? []) as Row<N>[]
  }

  /** The last state of each capture: rows with the same key replace each other. */
  captures(): readonly Row<'capture'>[] {
    const newest = new Map(
      this.all('capture').map((row) => [`${row.netns}/${row.ifindex}/${row.from_ns}`, row]),
    )
    return [...newest.values()]
  }
}

export function liveClock(): SessionClock {
  const startMonotonicNs = addon().monotonicNs()
  const now = () => Number(addon().monotonicNs() - startMonotonicNs)
  const fromWall = (seconds: number, nanoseconds: number) => {
    const wall = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)
    return Number(wall - addon().realtimeNs()) + now()
  }
  return { startMonotonicNs, now, fromWall }
}

/** Named namespaces under ids from 2 on, as long as they are there. */
export function namedNamespaces(...names: readonly string[]): NetnsRegistry {
  const namespaces = names.map((name, index) => namedNamespace(name, index + 2))
  const isThere = ({ name }: Namespace) => run('ip', 'netns', 'list').split(/\s/).includes(name)
  return { list: () => namespaces.filter(isThere), idOf: () => 0 }
}

function namedNamespace(name: string, id: number): Namespace {
  const path = `/run/netns/${name}`
  const open = () => openSync(path, 'r')
  const fd = open()
  const inode = fstatSync(fd).ino
  closeSync(fd)
  return {
    id,
    inode,
    name,
    enter: (read) => {
      const own = openSync('/proc/thread-self/ns/net', 'r')
      const target = open()
      addon().setNetns(target)
      try {
        return read()
      } finally {
        addon().setNetns(own)
        closeSync(own)
        closeSync(target)
      }
    },
  }
}

interface IpLink {
  readonly ifindex: number
  readonly ifname: string
  readonly flags: readonly string[]
}

export function interfacesOf(registry: NetnsRegistry): readonly CaptureInterface[] {
  return registry.list().flatMap(({ id, name }) => {
    const links = JSON.parse(run('ip', '-n', name, '-j', 'link')) as readonly IpLink[]
    return links.map(({ ifindex, ifname, flags }) => ({
      netns: id,
      netnsName: name,
      ifindex,
      name: ifname,
      up: flags.includes('UP'),
    }))
  })
}

/** Pids of our own capture processes. */
export const captureProcesses = (): readonly number[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter((pid) => pid !== '')
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('packet-capture'))
