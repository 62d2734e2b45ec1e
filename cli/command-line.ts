import { Command, CommanderError, type Help } from 'commander'
import { usageError } from './usage-error.js'

/** A command whose help is one line, examples, options, and whose errors are DropcorrErrors. */
export function commandLine(
  name: string,
  summary: string,
  usage: string,
  examples: readonly (readonly [command: string, what: string])[],
): Command {
  return new Command(name)
    .usage(usage)
    .helpOption('-h, --help', 'this help')
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
    .configureHelp({
      helpWidth: 80,
      formatHelp: (command, help) => helpText(command, help, summary, examples),
    })
}

/**
 * Parses `args`; undefined if help was asked for (then print `command.helpInformation()`).
 * @throws DropcorrError with exit code 2
 */
export function parse(command: Command, args: readonly string[]): Command | undefined {
  try {
    return command.parse(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.helpDisplayed') return undefined
    throw fromCommander(command, error)
  }
}

/** commander: "error: unknown option '--foo'", sometimes with a second line "(Did you mean --for?)". */
function fromCommander(command: Command, error: CommanderError): Error {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  const meant = /Did you mean (.*)\?/.exec(suggestion ?? '')?.[1]
  const why = whyByCode[error.code] ?? 'the command line is not as described in the help'
  const help = `dropcorr ${command.name()} --help`
  if (error.code === 'commander.excessArguments') {
    const unexpected = command.args[command.registeredArguments.length] ?? ''
    return usageError(`unexpected argument '${unexpected}'`, help, `usage: ${usageOf(command)}`)
  }
  return usageError(message, meant === undefined ? help : `${meant}, or ${help}`, why)
}

const whyByCode: Readonly<Partial<Record<string, string>>> = {
  'commander.unknownOption': 'there is no such option',
  'commander.missingArgument': 'an argument is missing',
  'commander.optionMissingArgument': 'this option needs a value',
}

const usageOf = (command: Command): string => `dropcorr ${command.name()} ${command.usage()}`

function helpText(
  command: Command,
  help: Help,
  summary: string,
  examples: readonly (readonly [string, string])[],
): string {
  const options = help.visibleOptions(command)
  const width = Math.max(...options.map((option) => help.optionTerm(option).length))
  const items = options.map((option) =>
    help.formatItem(help.optionTerm(option), width, help.optionDescription(option), help),
  )
  return [
    `dropcorr ${command.name()}: ${summary}`,
    '',
    'Examples:',
    ...examples.flatMap(([line, what]) => [`  ${line}`, `      ${what}`]),
    '',
    'Usage:',
    `  ${usageOf(command)}`,
    '',
    'Options:',
    ...items,
    '',
  ].join('\n')
}
