import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withTracefs, type DropCounter } from '../drop-counter.js'

/** What it prints goes to its file in large pieces: that it runs is told by a file of its own, which takes --unsafe. */
const script = (ready: string): string =>
  `BEGIN { system("touch ${ready}"); } tracepoint:skb:kfree_skb { printf("%llu %s %d 0x%x\\n", nsecs, ksym(args->location), args->reason, args->protocol); }`
const ready = 'bpftrace-ready'
const file = 'drops.txt'

/** Prints a line for each drop. */
export const bpftracePrint: DropCounter = {
  name: 'bpftrace printf()',
  program: 'bpftrace',
  keeps: 'time, site, reason, EtherType',
  argv: (folder) => [
    ...[...withTracefs, 'bpftrace', '--unsafe', '-o', join(folder, file)],
    ...['-e', script(join(folder, ready))],
  ],
  isReady: (_program, folder) => existsSync(join(folder, ready)),
  known(_program, folder, { kinds }) {
    const lines = new Map<string, number>()
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      const [, ...kind] = line.split(' ')
      // 'Lost N events' is not a drop told.
      if (kind.length !== 3 || line.startsWith('Lost')) continue
      lines.set(kind.join(' '), (lines.get(kind.join(' ')) ?? 0) + 1)
    }
    const largest = [...lines.values()].sort((a, b) => b - a).slice(0, kinds)
    const told = largest.reduce((sum, n) => sum + n, 0)
    return Promise.resolve({ counted: told, details: told })
  },
}
