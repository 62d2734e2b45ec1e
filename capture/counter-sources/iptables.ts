import { completeLines } from '../counters/text-number.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

type Tool = 'iptables' | 'ip6tables'

/**
 * The legacy tables only: rules made by the nft variant are seen by the source nftables. A file that lists no
 * table spares the program, which also could not show any.
 */
const tools: readonly { readonly tool: Tool; readonly tables: string }[] = [
  { tool: 'iptables', tables: '/proc/net/ip_tables_names' },
  { tool: 'ip6tables', tables: '/proc/net/ip6_tables_names' },
]

const ruleLine = /^\[(\d+):(\d+)\] -A (\S+) ?(.*)$/
const policyLine = /^:(\S+) (\S+) \[(\d+):(\d+)\]$/

/**
 * From `iptables-legacy-save -c`: names as 'iptables:filter/INPUT/-p udp -m udp --dport 53 -j DROP.packets', and
 * 'iptables:filter/INPUT/policy.packets' for chains with a policy. A rule is known by its text, because its number
 * changes when another is put before it; the second of two equal rules in a chain gets '#2'.
 */
export function parse(tool: Tool, text: string): readonly CounterReading[] {
  const readings: CounterReading[] = []
  const seen = new Map<string, number>()
  let table = ''
  const add = (place: string, packets: string | undefined, bytes: string | undefined): void => {
    const times = (seen.get(place) ?? 0) + 1
    seen.set(place, times)
    const name = `${tool}:${place}${times === 1 ? '' : `#${times}`}`
    readings.push({ name: `${name}.packets`, value: Number(packets) })
    readings.push({ name: `${name}.bytes`, value: Number(bytes) })
  }
  for (const line of completeLines(text)) {
    if (line.startsWith('*')) table = line.slice(1)
    const rule = ruleLine.exec(line)
    if (rule !== null) add(`${table}/${rule[3]}/${rule[4]}`, rule[1], rule[2])
    const policy = policyLine.exec(line)
    // A chain that a user made has no policy, '-'.
    if (policy !== null && policy[2] !== '-')
      add(`${table}/${policy[1]}/policy`, policy[3], policy[4])
  }
  return readings
}

/** What 1.8 prints of itself when its rules are kept in nftables. */
const nftVariant = '(nf_tables)'

function read(context: CounterContext): readonly CounterReading[] | undefined {
  let tables = 0
  let missing = 0
  const readings = tools.flatMap(({ tool, tables: file }) => {
    const names = context.readFile(file)
    if (names === undefined) return []
    tables += 1
    if (names.trim() === '') return []
    const text = legacySave(context, tool)
    if (text === undefined) missing += 1
    return text === undefined ? [] : parse(tool, text)
  })
  return tables === 0 || missing > 0 ? undefined : readings
}

/** Before 1.8 there was only one variant, under the plain name. */
function legacySave(context: CounterContext, tool: Tool): string | undefined {
  const legacy = context.run(`/usr/sbin/${tool}-legacy-save`, ['-c'])
  if (legacy !== undefined) return legacy
  const plain = context.run(`/usr/sbin/${tool}-save`, ['-c'])
  return plain?.includes(nftVariant) === true ? undefined : plain
}

const source: CounterSource = {
  name: 'iptables',
  title: 'Rules of legacy iptables and ip6tables',
  scope: 'namespace',
  every: 8,
  read,
  missing:
    'legacy iptables is not in the kernel, or its tables exist and iptables-legacy-save is not installed: packets per legacy rule are not counted',
}
export default source
