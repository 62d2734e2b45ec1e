import { usageError } from '../usage-error.js'

/** @throws DropcorrError with exit code 2 if `text` is none of `words` */
export function oneOf<T extends string>(option: string, text: string, words: readonly T[]): T {
  const word = words.find((known) => known === text)
  if (word !== undefined) return word
  throw usageError(
    `bad value '${text}' for ${option}`,
    `${option} ${words[0] ?? ''}`,
    `it must be one of ${words.join(', ')}`,
  )
}
