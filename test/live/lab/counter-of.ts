import type { Lab } from './lab.js'

/** A counter of a host by the name it has in reports: 'snmp:Ip.ReasmTimeout', 'netstat:TcpExt.ListenDrops', 'snmp6:Ip6InDiscards'. */
export async function counterOf(lab: Lab, role: string, name: string): Promise<number> {
  const [file = '', counter = ''] = name.split(':')
  const text = await lab.run(role, `cat /proc/net/${file}`)
  const value = file === 'snmp6' ? fromLines(text, counter) : fromPairs(text, counter)
  if (value === undefined) throw new Error(`no counter ${name}`)
  return value
}

/** One name and value a line. */
const fromLines = (text: string, counter: string): number | undefined => {
  const line = text.split('\n').find((row) => row.split(/\s+/)[0] === counter)
  return line === undefined ? undefined : Number(line.split(/\s+/)[1])
}

/** A line of names, then one of values, both behind the group's name. */
function fromPairs(text: string, counter: string): number | undefined {
  const [group = '', field = ''] = counter.split('.')
  const [names, values] = text
    .split('\n')
    .filter((line) => line.startsWith(`${group}:`))
    .map((line) => line.split(/\s+/))
  const at = names?.indexOf(field) ?? -1
  return at < 0 ? undefined : Number(values?.[at])
}
