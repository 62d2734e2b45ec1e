import type { Confidence, Severity } from '../../analyze/finding.js'
import { usageError } from '../usage-error.js'
import { oneOf } from './one-of.js'

/** What commander hands over: what makes a report exit with 6. */
export interface GateFlags {
  readonly failOn?: string
  readonly forbid?: readonly string[]
  readonly maxUnexplained?: string
  readonly junit?: string
}

export interface GateOptions {
  readonly failOn: { readonly severity: Severity; readonly confidence: Confidence } | undefined
  /** Names of causes, * as wildcard. */
  readonly forbidden: readonly string[]
  /** Share of all drops, 0 to 1. */
  readonly maxUnexplained: number | undefined
  readonly junit: string | undefined
}

/** Worst first. */
export const severities: readonly Severity[] = ['problem', 'unknown', 'benign']
/** Surest first. */
export const confidences: readonly Confidence[] = ['certain', 'likely', 'possible']

/** @throws DropcorrError with exit code 2 */
export const gateOptions = (flags: GateFlags): GateOptions => ({
  failOn: flags.failOn === undefined ? undefined : failOn(flags.failOn),
  forbidden: (flags.forbid ?? []).map(forbidden),
  maxUnexplained: flags.maxUnexplained === undefined ? undefined : share(flags.maxUnexplained),
  junit: flags.junit,
})

function failOn(text: string): GateOptions['failOn'] {
  const [severity = '', confidence = 'possible', ...more] = text.split(':')
  return {
    severity: oneOf('--fail-on', severity, severities),
    confidence: oneOf('--fail-on', [confidence, ...more].join(':'), confidences),
  }
}

function forbidden(text: string): string {
  const [, name] = /^cause=([a-z0-9*-]+)$/.exec(text) ?? []
  if (name !== undefined) return name
  throw usageError(
    `bad value '${text}' for --forbid`,
    "--forbid cause=udp-rcvbuf-full, or --forbid 'cause=firewall-*'",
    'it is cause= and the name of a cause, with * as wildcard',
  )
}

function share(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)%$/.exec(text) ?? []
  const percent = Number(digits)
  if (digits !== undefined && percent <= 100) return percent / 100
  throw usageError(
    `bad value '${text}' for --max-unexplained`,
    '--max-unexplained 1%',
    'it is a share of all drops, from 0% to 100%',
  )
}
