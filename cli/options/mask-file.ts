import { readFileSync } from 'node:fs'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { usageError } from '../usage-error.js'

/**
 * Reads masks from a file: one a line, empty lines and what follows a # at the start or after a space left out.
 * @throws DropcorrError with exit code 2, naming the line
 */
export function readMaskFile<M>(path: string, parse: (text: string) => readonly M[]): readonly M[] {
  return parseMaskLines(path, textOf(path), parse)
}

/** @throws DropcorrError with exit code 2, naming the line */
export function parseMaskLines<M>(
  path: string,
  text: string,
  parse: (text: string) => readonly M[],
): readonly M[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const mask = line.replace(/(^|\s)#.*$/, '').trim()
    if (mask === '') return []
    try {
      return parse(mask)
    } catch (error) {
      if (!(error instanceof DropcorrError)) throw error
      throw usageError(
        `${path}, line ${index + 1}: ${error.message}`,
        'one mask a line, such as reason=NO_SOCKET',
        error.why,
      )
    }
  })
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new DropcorrError(`cannot read the mask file ${path}`, {
      why: error instanceof Error ? error.message : String(error),
      hint: '--mask-file with a text file: one mask a line, # for comments',
      exitCode: exitCode.usage,
      cause: error,
    })
  }
}
