import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from '../../../test/live/lab/program.js'
import { withTracefs, type DropCounter } from '../drop-counter.js'

const data = 'perf.data'
const ready = 'perf-ready'

/** Writes an event for each drop to a file. It tells no namespace: drops elsewhere on the machine are among its samples. */
export const perfRecord: DropCounter = {
  name: 'perf record',
  program: 'perf',
  keeps: 'time, site, reason, EtherType, process',
  argv: (folder) => [
    ...withTracefs,
    ...['perf', 'record', '-q', '-a', '-e', 'skb:kfree_skb', '-o', join(folder, data), '--'],
    // perf starts its workload once it records; SIGINT to perf ends both.
    ...['sh', '-c', `touch ${join(folder, ready)}; exec sleep 600`],
  ],
  isReady: (_program, folder) => existsSync(join(folder, ready)),
  async known(_program, folder) {
    const args = ['report', '--stats', '--stdio', '-i', join(folder, data)]
    const samples = /SAMPLE events:\s+(\d+)/.exec(await runProgram('perf', args))?.[1]
    return { counted: Number(samples ?? 0), details: Number(samples ?? 0) }
  },
}
