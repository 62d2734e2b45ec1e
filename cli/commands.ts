import type { Terminal } from './terminal.js'

/** What a file in cli/commands exports. */
export interface CommandModule {
  /** Runs the command with the arguments after its name; resolves to the exit code. */
  run(args: readonly string[], terminal: Terminal): Promise<number>
}

/** A new command is one file in cli/commands and one entry here; it is loaded only when called. */
export const commands: readonly {
  readonly name: string
  readonly summary: string
  load(): Promise<CommandModule>
}[] = [
  {
    name: 'record',
    summary: 'record packet drops, counters and traffic into one session file',
    load: () => import('./commands/record.js'),
  },
  {
    name: 'report',
    summary: 'find the causes of the drops in a session and write a report',
    load: () => import('./commands/report.js'),
  },
  {
    name: 'watch',
    summary: 'show drops live, by cause, site, reason, interface and flow',
    load: () => import('./commands/watch.js'),
  },
  {
    name: 'export',
    summary: 'write a session for Wireshark, spreadsheets and scripts',
    load: () => import('./commands/export.js'),
  },
  {
    name: 'diff',
    summary: 'compare two sessions: what is new, worse, better, gone',
    load: () => import('./commands/diff.js'),
  },
  {
    name: 'redact',
    summary: 'write a session that can be sent: pseudonyms for addresses and names',
    load: () => import('./commands/redact.js'),
  },
  {
    name: 'selftest',
    summary: 'make ten faults, tell which of them this host sees and explains',
    load: () => import('./commands/selftest.js'),
  },
  {
    name: 'doctor',
    summary: 'tell what can be recorded here, what cannot, and what would help',
    load: () => import('./commands/doctor.js'),
  },
]
