/** Command lines that people copy into a shell, with words from a session in them: names of interfaces may hold anything. */

/** Text as one word of a POSIX shell command. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text)

/**
 * A command line: shell`ip link set ${name} up`. What is put in stays as it is where a shell takes it for plain words
 * (several, one or none); else it is quoted as one.
 */
export const shell = (
  texts: TemplateStringsArray,
  ...values: readonly (string | number)[]
): string => texts.map((text, i) => text + plainOrQuoted(String(values[i] ?? ''))).join('')

const plainOrQuoted = (text: string): string =>
  /^[\w@%+=:,./ -]*$/.test(text) ? text : quoted(text)

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
