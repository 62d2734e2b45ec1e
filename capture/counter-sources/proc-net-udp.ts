import { completeLines, decimalOf, words } from '../counters/text-number.js'
import { UnknownLayout } from '../counters/unknown-layout.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

/** Datagram sockets, all in one layout. udplite went with 7.0; icmp are unprivileged ping sockets. */
const files = ['udp', 'udp6', 'udplite', 'udplite6', 'raw', 'raw6', 'icmp', 'icmp6'] as const

/** Column of the socket's inode; the header's 'tx_queue rx_queue' and 'tr tm->when' are one column each in the rows. */
const inodeColumn = 9
const dropsColumn = 12
const localColumn = 1

/**
 * Names as 'udp:28914.drops', by the socket's inode; 'udp:0@00000000:0035.drops' by local address for a socket that
 * has no inode. Only sockets that have dropped: one that starts later is found then and has counted from zero.
 */
export function parse(file: string, text: string): readonly CounterReading[] {
  const [header = '', ...rows] = completeLines(text)
  const titles = words(header)
  if (!titles.includes('drops') || titles[0] !== 'sl') throw new UnknownLayout(file, text)
  const readings = new Map<string, CounterReading>()
  for (const row of rows) {
    // Nearly every row ends in ' 0': the split is saved for the others.
    if (endsInZero(row)) continue
    const values = words(row)
    const inode = decimalOf(values[inodeColumn])
    const value = decimalOf(values[dropsColumn])
    if (inode === undefined || value === undefined || value === 0) continue
    const socket = inode === 0 ? `0@${values[localColumn] ?? ''}` : String(inode)
    const name = `${file}:${socket}.drops`
    // A table that changes while it is read may print a socket twice; the later one is newer.
    readings.set(name, { name, value })
  }
  return [...readings.values()]
}

const endsInZero = (row: string): boolean => /\s0\s*$/.test(row)

/** Which of `files` sockstat and sockstat6 count under which name. Ping sockets are not counted there. */
const sockstatGroups: ReadonlyMap<string, string> = new Map([
  ['udp', 'UDP'],
  ['udp6', 'UDP6'],
  ['udplite', 'UDPLITE'],
  ['udplite6', 'UDPLITE6'],
  ['raw', 'RAW'],
  ['raw6', 'RAW6'],
])

/** Tables that have no socket in this namespace, from the text of sockstat or sockstat6: 'UDP: inuse 0 mem 0'. */
export function emptyTables(sockstat: string): ReadonlySet<string> {
  const lines = completeLines(sockstat)
  const isEmpty = ([, group]: readonly [string, string]): boolean =>
    lines.some((line) => line === `${group}: inuse 0` || line.startsWith(`${group}: inuse 0 `))
  return new Set([...sockstatGroups].filter(isEmpty).map(([file]) => file))
}

function read(context: CounterContext): readonly CounterReading[] | undefined {
  const empty = new Set(
    ['/proc/net/sockstat', '/proc/net/sockstat6'].flatMap((path) => [
      ...emptyTables(context.readFile(path) ?? ''),
    ]),
  )
  const found = files.flatMap((file) => {
    if (empty.has(file)) return [[]]
    const readings = context.parseFile(`/proc/net/${file}`, (text) => parse(file, text))
    return readings === undefined ? [] : [readings]
  })
  return found.length === 0 ? undefined : found.flat()
}

const source: CounterSource = {
  name: 'proc-net-udp',
  title: 'Drops of each UDP, raw and ping socket (/proc/net/udp …)',
  scope: 'namespace',
  // The kernel walks its whole hash table for each file and namespace: 85 us with 16384 buckets, more on large machines.
  every: 4,
  read,
  missing: '/proc/net/udp is not there: which socket lost packets is not counted',
}
export default source
