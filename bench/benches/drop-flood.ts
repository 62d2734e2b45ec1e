import { hasProgram } from '../../test/live/lab/program.js'
import { shellWord } from '../../analyze/attribution/shell.js'
import type { Bench } from '../bench.js'
import { summarise } from '../drops/flood-summary.js'
import { floodNames } from '../drops/floods.js'
import { measureInTurn } from '../drops/measure-in-turn.js'
import { bpftraceCount } from '../drops/tools/bpftrace-count.js'
import { bpftracePrint } from '../drops/tools/bpftrace-print.js'
import { dropcorrRecord } from '../drops/tools/dropcorr-record.js'
import { perfRecord } from '../drops/tools/perf-record.js'
import { programVersion } from '../machine.js'
import { spreadText, type Spread } from '../spread.js'

/** Of each flood. */
const fullPackets = 300_000

const tools = [
  dropcorrRecord('bpf', '--no-packets'),
  dropcorrRecord('tracefs', '--no-packets'),
  bpftraceCount,
  bpftracePrint,
  perfRecord,
]

const bench: Bench = {
  name: 'drop-flood',
  title: 'floods of drops as fast as one CPU makes them, counted by each tool in turn',
  async run({ rounds, scale, onStep }) {
    const present = tools.filter(({ program }) => program === undefined || hasProgram(program))
    const packets = Math.round(fullPackets * scale)
    const runs = await measureInTurn(
      present,
      { packets, rounds },
      ({ tool, floods, known, sent }) => {
        const { sent: first, wallNs } = floods['closed port']
        const error = known === undefined ? '' : `, counted ${known.counted} of ${sent}`
        onStep(`${tool}: ${Math.round((first * 1e9) / wallNs)} drops/s${error}`)
      },
    )
    const summaries = summarise(runs)
    return {
      tools: present.map(({ name, program, argv }) => ({
        name,
        command: argv('FOLDER').map(shellWord).join(' '),
        ...(program === undefined ? {} : { version: programVersion(program) }),
      })),
      skipped: tools
        .filter((tool) => !present.includes(tool))
        .map(({ name, program }) => ({ name, why: `${program} is not installed` })),
      tables: [
        {
          title: `What is known of the drops, ${packets} in each flood (median, least–greatest)`,
          columns: ['tool', 'exact', 'count error', 'told one by one, %', 'with'],
          rows: summaries.flatMap(({ tool, error, detailsPercent }) =>
            error === undefined
              ? []
              : [
                  [
                    tool,
                    error.min === 0 && error.max === 0 ? 'yes' : 'no',
                    textOf(error, 0),
                    textOf(detailsPercent, 1),
                    present.find(({ name }) => name === tool)?.keeps ?? '',
                  ],
                ],
          ),
        },
        {
          title: 'What it costs',
          columns: [
            ...[
              'tool',
              'ns a drop, BPF statistics',
              'ns a drop added',
              'CPU while flooded, % of a core',
            ],
            ...['CPU of the whole run, s', 'MB'],
          ],
          rows: summaries.map((summary) => [
            summary.tool,
            textOf(summary.kernelNs, 0),
            spreadText(summary.addedNs, 0),
            textOf(summary.steadyPercent, 1),
            textOf(summary.cpuSeconds, 2),
            textOf(summary.peakRssMb, 0),
          ]),
        },
        {
          title: "Slow-down: the flooder's CPU time for each packet, against that with no tool",
          columns: ['tool', ...floodNames],
          rows: summaries.map(({ tool, slowDown }) => [
            tool,
            ...floodNames.map((name) => `× ${spreadText(slowDown[name], 2)}`),
          ]),
        },
      ],
      figures: { packets, summaries, runs },
    }
  },
}

export default bench

function textOf(spread: Spread | undefined, digits: number): string {
  return spread === undefined ? '–' : spreadText(spread, digits)
}
