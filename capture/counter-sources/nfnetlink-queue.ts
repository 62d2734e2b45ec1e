import { completeLines, decimalOf, words } from '../counters/text-number.js'
import type { CounterReading, CounterSource } from '../source.js'

/** queue_num portid queue_total copy_mode copy_range queue_dropped queue_user_dropped id_sequence 1 */
const totalColumn = 2
const droppedColumn = 5
const userDroppedColumn = 6

/**
 * Names as 'nfqueue:0.queue_dropped' (queue full), 'nfqueue:0.queue_user_dropped' (the program's socket full) and the
 * level 'nfqueue:0.queue_total', by queue number. No line is no queue: nobody listens.
 */
export function parse(text: string): readonly CounterReading[] {
  return completeLines(text).flatMap((line) => {
    const values = words(line).map(decimalOf)
    const queue = values[0]
    if (queue === undefined) return []
    const count = (name: string, column: number): readonly CounterReading[] => {
      const value = values[column]
      return value === undefined ? [] : [{ name: `nfqueue:${queue}.${name}`, value }]
    }
    return [
      ...count('queue_dropped', droppedColumn),
      ...count('queue_user_dropped', userDroppedColumn),
      ...count('queue_total', totalColumn).map((reading) => ({ ...reading, gauge: true })),
    ]
  })
}

const source: CounterSource = {
  name: 'nfnetlink-queue',
  title: 'Packets queued to programs by the firewall (/proc/net/netfilter/nfnetlink_queue)',
  scope: 'namespace',
  every: 1,
  read: (context) => context.parseFile('/proc/net/netfilter/nfnetlink_queue', parse),
  missing:
    'nfnetlink_queue is not loaded: no firewall rule can queue packets to a program, unless it gets loaded',
  optional: true,
}
export default source
