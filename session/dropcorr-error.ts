/** Exit codes of the command line, part of its contract. */
export const exitCode = {
  done: 0,
  bug: 1,
  usage: 2,
  cannotRecord: 3,
  notASession: 4,
  incomplete: 5,
  failOn: 6,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** An error the user can act on: what failed, why, and what to try. Printed as three lines, without a stack. */
export class DropcorrError extends Error {
  override readonly name = 'DropcorrError'
  readonly why: string
  readonly hint: string
  readonly exitCode: ExitCode

  constructor(
    message: string,
    details: {
      readonly why: string
      readonly hint: string
      readonly exitCode: ExitCode
      readonly cause?: unknown
    },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.why = details.why
    this.hint = details.hint
    this.exitCode = details.exitCode
  }
}
