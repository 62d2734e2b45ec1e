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
]
