import { completeLines, decimalOf } from '../counters/text-number.js'
import { UnknownLayout } from '../counters/unknown-layout.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

const files = ['sockstat', 'sockstat6'] as const

/**
 * Levels as 'sockstat:UDP.mem', 'sockstat6:FRAG6.memory'. `mem` is in pages and counts all namespaces together;
 * FRAG's memory is in bytes.
 */
export function parse(file: string, text: string): readonly CounterReading[] {
  const readings: CounterReading[] = []
  for (const line of completeLines(text)) {
    const [group = '', ...pairs] = line.trim().split(' ')
    if (!group.endsWith(':')) continue
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const value = decimalOf(pairs[i + 1])
      if (value === undefined) continue
      readings.push({ name: `${file}:${group.slice(0, -1)}.${pairs[i] ?? ''}`, value, gauge: true })
    }
  }
  if (readings.length === 0) throw new UnknownLayout(file, text)
  return readings
}

function read(context: CounterContext): readonly CounterReading[] | undefined {
  const found = files.flatMap((file) => {
    const readings = context.parseFile(`/proc/net/${file}`, (text) => parse(file, text))
    return readings === undefined ? [] : [readings]
  })
  return found.length === 0 ? undefined : found.flat()
}

const source: CounterSource = {
  name: 'sockstat',
  title: 'Sockets and their memory (/proc/net/sockstat, sockstat6)',
  scope: 'namespace',
  every: 4,
  read,
  missing: '/proc/net/sockstat is not there: protocol memory in use is not known',
}
export default source
