import { commands } from './commands.js'

export function programHelp(): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  return `dropcorr: why does this Linux host lose packets?

Examples:
  sudo dropcorr record --duration 60s       record one minute to session.db
  dropcorr report session.db                write session.html, print a summary

Commands:
${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n')}

Options:
  -h, --help     this help; 'dropcorr COMMAND --help' for a command's
  -V, --version  the version

Exit codes: 0 done, 1 bug, 2 usage, 3 cannot record, 4 not a session,
5 recorded but incomplete (--strict), 6 --fail-on matched, 130 second Ctrl-C.
`
}
