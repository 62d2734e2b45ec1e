import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../../test/live/lab/program.js'
import { startMeasured, withTracefs, type DropCounter } from '../drop-counter.js'

/** Writes an event per drop to a file. */
export const perfRecord: DropCounter = {
  name: 'perf record',
  async start(folder, measuredRun) {
    const [data, ready] = [join(folder, 'perf.data'), join(folder, 'perf-ready')]
    // perf starts its workload once it records; SIGINT to perf ends both.
    const workload = ['sh', '-c', `touch ${ready}; exec sleep 600`]
    const argv = [
      'perf',
      'record',
      '-q',
      '-a',
      '-e',
      'skb:kfree_skb',
      '-o',
      data,
      '--',
      ...workload,
    ]
    const { stop } = await startMeasured(folder, measuredRun, [...withTracefs, ...argv], () =>
      existsSync(ready),
    )
    return {
      stop,
      async counted() {
        const statistics = await runProgram('perf', ['report', '--stats', '--stdio', '-i', data])
        return Number(/SAMPLE events:\s+(\d+)/.exec(statistics)?.[1] ?? 0)
      },
    }
  },
}
