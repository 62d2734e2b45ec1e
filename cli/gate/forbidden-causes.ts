import type { Findings } from '../../analyze/finding.js'
import type { GateOptions } from '../options/gate-options.js'
import { usageError } from '../usage-error.js'

/** Whether a name of `--forbid`, * as wildcard, stands for `cause`. */
export const covers = (name: string, cause: string): boolean =>
  new RegExp(`^${name.replaceAll('*', '.*')}$`).test(cause)

/**
 * A misspelt name would let a pipeline pass for ever.
 * @throws DropcorrError with exit code 2 if a forbidden name is that of no cause
 */
export function checkForbidden(
  { findings, ruledOut }: Pick<Findings, 'findings' | 'ruledOut'>,
  { forbidden }: Pick<GateOptions, 'forbidden'>,
): void {
  const known = [...findings, ...ruledOut].map(({ cause }) => cause)
  const wrong = forbidden.find((name) => !known.some((cause) => covers(name, cause)))
  if (wrong === undefined) return
  const [word = ''] = wrong.split('-')
  const near = [...new Set(known)].filter((cause) => cause.startsWith(word)).sort()
  throw usageError(
    `bad value 'cause=${wrong}' for --forbid`,
    near.length === 0
      ? "the names in the report's list of causes, or --forbid 'cause=firewall-*'"
      : `one of ${near.slice(0, 5).join(', ')}${near.length > 5 ? ' …' : ''}`,
    'no cause has that name',
  )
}
