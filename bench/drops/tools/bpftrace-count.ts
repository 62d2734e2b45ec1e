import { withTracefs, type DropCounter } from '../drop-counter.js'

const script =
  'tracepoint:skb:kfree_skb { @[args->reason, args->location] = count(); } BEGIN { printf("ready\\n"); }'

/** Counts by site and reason, as a skilled user would. It knows nothing of namespaces: the floods' keys are the largest. */
export const bpftraceCount: DropCounter = {
  name: 'bpftrace count()',
  program: 'bpftrace',
  keeps: 'nothing: site and reason are counted',
  argv: () => [...withTracefs, 'bpftrace', '-e', script],
  isReady: ({ output }) => output.includes('ready'),
  known({ output }, _folder, { kinds }) {
    const counts = [...output.matchAll(/@\[\d+, .*\]: (\d+)/g)].map(([, n]) => Number(n))
    const largest = counts.sort((a, b) => b - a).slice(0, kinds)
    return Promise.resolve({ counted: largest.reduce((sum, n) => sum + n, 0), details: 0 })
  },
}
