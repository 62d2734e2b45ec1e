/** Sizes are millions of drops; a session holds twice as many captured packets. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Lab } from '../../test/live/lab/lab.js'
import { hasProgram } from '../../test/live/lab/program.js'
import type { Bench } from '../bench.js'
import { programVersion } from '../machine.js'
import { baseDrops, recordBase } from '../scale/base-session.js'
import { reportPeers } from '../scale/report-peers.js'
import { measureReport, reportCommand, type MeasuredReport } from '../scale/measure-report.js'
import { measuredCommand, type CommandCost } from '../scale/measured-command.js'
import { replay } from '../scale/replay-session.js'
import { spreadOf, spreadText } from '../spread.js'

const fullSizes = [0.1, 1, 10, 20]
/** tshark takes minutes and gigabytes for more. */
const peersUpTo = 1

interface Run {
  readonly millions: number
  readonly tool: string
  readonly cost: CommandCost & Partial<MeasuredReport>
}

const bench: Bench = {
  name: 'report-scale',
  title: 'report of sessions of growing size whose findings are known, beside tshark and plain SQL',
  async run({ rounds, scale, onStep }) {
    const folder = mkdtempSync(join(tmpdir(), 'dropcorr-scale-'))
    const lab = await Lab.open()
    const runs: Run[] = []
    const peers = reportPeers.filter(({ program }) => hasProgram(program))
    try {
      const base = await recordBase(lab)
      for (const millions of fullSizes.map((size) => size * scale)) {
        const session = join(folder, 'session.db')
        const { factor } = await replay(base, session, {
          ...{ drops: millions * 1e6, packets: millions * 2e6 },
          ...{ windows: 60, variants: 400, details: 200_000 },
        })
        const truth = Object.fromEntries(
          Object.entries(baseDrops).map(([cause, drops]) => [cause, drops * factor]),
        )
        const compared = millions <= peersUpTo ? peers : []
        for (const peer of compared) await peer.prepare?.(session)
        for (let round = 0; round < rounds; round++) {
          const cost = await measureReport(session, truth)
          runs.push({ millions, tool: 'dropcorr report', cost })
          onStep(`${millions} M: ${cost.cpuS.toFixed(1)} s CPU, ${cost.peakMb.toFixed(0)} MB`)
          for (const { name, argv } of compared) {
            const own = await measuredCommand(argv(session))
            runs.push({ millions, tool: name, cost: own })
            onStep(`${name}: ${own.cpuS.toFixed(1)} s CPU`)
          }
        }
      }
    } finally {
      await lab.tearDown()
      rmSync(folder, { recursive: true })
    }
    const keys = [...new Set(runs.map(({ millions, tool }) => `${millions}\0${tool}`))]
    const rows = keys.map((key) => {
      const own = runs.filter(({ millions, tool }) => `${millions}\0${tool}` === key)
      const of = (field: keyof CommandCost, digits: number): string =>
        spreadText(spreadOf(own.map(({ cost }) => cost[field])), digits)
      const wrong = own.flatMap(({ cost }) => cost.wrong ?? [])
      const size = own[0]?.cost.sessionMb?.toFixed(0) ?? '–'
      const names = [own[0]?.tool ?? '', String(own[0]?.millions)]
      return [
        ...names,
        size,
        of('wallS', 1),
        of('cpuS', 1),
        of('peakMb', 0),
        wrong.join('; ') || '–',
      ]
    })
    const columns = ['tool', 'drops M', 'session MB', 'wall s', 'CPU s', 'peak MB', 'wrong counts']
    const title =
      'drops in millions, twice as many packets; peers read the packets of the same session'
    return {
      tools: [
        { name: 'dropcorr report', command: reportCommand('SESSION', 'FILE').join(' ') },
        ...peers.map(({ name, program, argv }) => ({
          name,
          command: argv('SESSION').join(' '),
          version: programVersion(program),
        })),
      ],
      skipped: reportPeers
        .filter((peer) => !peers.includes(peer))
        .map(({ name, program }) => ({ name, why: `${program} is not installed` })),
      tables: [{ title, columns, rows }],
      figures: runs,
    }
  },
}
export default bench
