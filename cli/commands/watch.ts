import { exitCode } from '../../session/dropcorr-error.js'
import { commandLine, parse } from '../command-line.js'
import { watchOptions, type WatchFlags } from '../options/watch-options.js'
import type { Terminal } from '../terminal.js'

/** `dropcorr watch`: resolves to the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = watchCommandLine()
  if (parse(line, args) === undefined) {
    await terminal.out(line.helpInformation())
    return exitCode.done
  }
  const options = watchOptions(line.opts<WatchFlags>(), args, terminal.outIsTty)
  const { runWatch } = await import('../watch/run-watch.js')
  return runWatch(options, terminal)
}

const watchCommandLine = () =>
  commandLine('watch', 'shows drops live; ? there tells the keys', '[options]', [
    ['sudo dropcorr watch', 'causes and rates, each second'],
    ['sudo dropcorr watch --mask reason=QDISC_DROP', 'all but what is dropped by qdiscs'],
    ['sudo dropcorr watch --json --interval 10s', 'an object a line, each ten seconds'],
    ['sudo dropcorr watch --once', 'one table after one interval; so too into a pipe'],
  ])
    .option('--interval <time>', 'alerts are consolidated over this: 100ms to 1m', '1s')
    .option('--source <names>', 'drop sources that must work, such as bpf, or auto', 'auto')
    .option(
      '--alert-mode <mode>',
      'what drop-monitor tells: each packet, or a summary by site',
      'packet',
    )
    .option('-i, --interface <name...>', 'show drops of these only: IFACE or NETNS/IFACE')
    .option(
      '--mask <key=value...>',
      'only count these drops: reason=, site=, iface=, netns=, * as wildcard; or benign',
    )
    .option('--mask-file <file...>', 'masks from a file, one a line, # for comments')
    .option('--duration <time>', 'stop after this; else at q or Ctrl-C')
    .option('--json', 'one JSON object an interval, one a line: see docs/watch.md')
    .option('--once', 'print a table after one interval, and end')
