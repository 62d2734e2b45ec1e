import { exitCode } from '../../session/dropcorr-error.js'
import { commandLine, parse } from '../command-line.js'
import { redactFlagTexts } from '../options/redact-options.js'
import { reportOptions, type ReportFlags } from '../options/report-options.js'
import type { Terminal } from '../terminal.js'

/** `dropcorr report`: resolves to the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = reportCommandLine()
  if (parse(line, args) === undefined) {
    await terminal.out(line.helpInformation())
    return exitCode.done
  }
  const options = reportOptions(line.args, line.opts<ReportFlags>())
  const { runReport } = await import('../run-report.js')
  return runReport(options, terminal)
}

const reportCommandLine = () =>
  commandLine(
    'report',
    'finds the causes of the drops in a session, writes a report',
    'SESSION [options]',
    [
      ['dropcorr report session.db', 'writes session.html beside it and prints a summary'],
      ['dropcorr report session.db --format md --out -', 'Markdown for a ticket, to stdout'],
      [
        'dropcorr report session.db --fail-on problem',
        'for scripts: exit code 6 if packets were lost that someone wanted',
      ],
    ],
  )
    .argument('<session>')
    .option('--format <format>', 'html, md, json or text', 'html')
    .option('--out <file>', 'where to write it, - for stdout; default: beside the session')
    .option(
      '--mask <key=value>',
      'leave these drops out of the findings: reason=, site=, iface=, netns=, cause=, * as wildcard; or benign; repeatable',
      repeated,
    )
    .option(
      '--mask-file <file>',
      'masks from a file, one a line, # for comments; repeatable',
      repeated,
    )
    .option(
      '--fail-on <severity>',
      'exit with 6 on findings this bad or worse: problem, unknown, benign; problem:likely = only those at least likely',
    )
    .option(
      '--forbid <cause=name>',
      'exit with 6 if this cause is found, * as wildcard; repeatable',
      repeated,
    )
    .option('--max-unexplained <share>', 'exit with 6 if more of the drops is unexplained: 1%')
    .option('--junit <file>', 'also write what these three found, as JUnit XML for pipelines')
    .option('--redact', redactFlagTexts.redact)
    .option('--redact-key <file|text>', redactFlagTexts.redactKey)

const repeated = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
]
