import { exitCode } from '../../session/dropcorr-error.js'
import { commandLine, parse } from '../command-line.js'
import { recordOptions, type RecordFlags } from '../options/record-options.js'
import type { Terminal } from '../terminal.js'

/** `dropcorr record`: resolves to the exit code, that of COMMAND if one was given. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const split = args.indexOf('--')
  const own = split < 0 ? args : args.slice(0, split)
  const command = split < 0 ? undefined : args.slice(split + 1)
  const line = recordCommandLine()
  if (parse(line, own) === undefined) {
    await terminal.out(line.helpInformation())
    return exitCode.done
  }
  const flags = line.opts<RecordFlags>()
  const options = recordOptions(flags, args, command)
  const { runRecording } = await import('../run-recording.js')
  return runRecording(options, flags.strict === true, terminal)
}

const recordCommandLine = () =>
  commandLine(
    'record',
    'records packet drops, counters and traffic into one session',
    '[options] [-- COMMAND [ARGUMENT…]]',
    [
      ['sudo dropcorr record --duration 60s', 'one minute, to session.db'],
      [
        'sudo dropcorr record --out web.db -i eth0 --filter "port 443"',
        'until Ctrl-C, capture only web traffic',
      ],
      [
        'sudo dropcorr record -- iperf3 -c 10.0.0.2',
        'while a command runs; returns its exit status',
      ],
    ],
  )
    .option('--duration <time>', 'stop after this: 500ms, 60s, 2m, 1h; else at Ctrl-C')
    .option('--out <file>', 'the session to write', 'session.db')
    .option(
      '--max-size <size>',
      'take no more of the disk: 500M, 2G; counts go on, packets around drops are kept longest',
    )
    .option(
      '--rotate <files>',
      'begin a new file at --max-size or --rotate-every, keep the last so many: FILE-<time>.db',
    )
    .option('--rotate-every <time>', 'begin a new file this often: 1h, 1d')
    .option('--force', 'overwrite the session if it exists')
    .option('--source <names>', 'drop sources that must work, such as bpf, or auto', 'auto')
    .option(
      '--alert-mode <mode>',
      'what drop-monitor tells: each packet, or a summary by site',
      'packet',
    )
    .option('-i, --interface <name...>', 'capture here only: IFACE or NETNS/IFACE')
    .option('--filter <pcap>', 'capture only what this pcap filter matches')
    .option('--no-packets', 'do not capture packets')
    .option('--snap-length <bytes>', 'bytes to keep of each packet', '128')
    .option(
      '--mask <key=value...>',
      'only count these drops: reason=, site=, iface=, netns=, * as wildcard; or benign',
    )
    .option('--mask-file <file...>', 'masks from a file, one a line, # for comments')
    .option('--interval <time>', 'time between two readings of all counters', '250ms')
    .option('--ready-file <file>', 'create this file once everything is attached')
    .option('--strict', 'exit with 5 if anything could not be recorded')
