import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Findings } from '../../analyze/finding.js'
import { packageRoot } from '../../session/package-root.js'
import { runProgram } from '../../test/live/lab/program.js'
import { startMeasured, type DropCounter } from '../drop-counter.js'

const program = process.env['LAB_DROPCORR'] ?? join(packageRoot, 'dropcorr')

/** dropcorr as a user starts it; `packets` adds the capture of the flood itself. */
export function dropcorr(packets: boolean): DropCounter {
  return {
    name: packets ? 'dropcorr with packets' : 'dropcorr --no-packets',
    async start(folder, measuredRun, netns) {
      const [session, ready] = [join(folder, 'session.db'), join(folder, 'dropcorr-ready')]
      const argv = [program, 'record', '--out', session, '--ready-file', ready]
      const all = packets ? argv : [...argv, '--no-packets']
      const { stop } = await startMeasured(folder, measuredRun, all, () => existsSync(ready))
      return {
        stop,
        async counted() {
          const args = ['report', session, '--format', 'json', '--out', '-']
          const { findings } = JSON.parse(await runProgram(program, args)) as Findings
          return findings
            .filter((finding) => finding.netns.some((name) => netns.includes(name)))
            .flatMap(({ sites }) => sites)
            .filter(({ symbol }) => symbol.startsWith('__udp4_lib_rcv'))
            .reduce((total, { drops }) => total + drops, 0)
        },
      }
    },
  }
}
