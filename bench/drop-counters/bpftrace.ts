import { startMeasured, withTracefs, type DropCounter } from '../drop-counter.js'

const script =
  'tracepoint:skb:kfree_skb { @[args->reason, args->location] = count(); } BEGIN { printf("ready\\n"); }'

/** Counts by site and reason, as a skilled user would. */
export const bpftrace: DropCounter = {
  name: 'bpftrace count()',
  async start(folder, measuredRun) {
    const argv = [...withTracefs, 'bpftrace', '-e', script]
    const { program, stop } = await startMeasured(folder, measuredRun, argv, ({ output }) =>
      output.includes('ready'),
    )
    return {
      stop,
      counted: () => {
        // It knows nothing of namespaces: the flood's site is the one with most drops.
        const counts = [...program.output.matchAll(/@\[\d+, .*\]: (\d+)/g)].map(([, n]) =>
          Number(n),
        )
        return Promise.resolve(Math.max(0, ...counts))
      },
    }
  },
}
