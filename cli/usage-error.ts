import { DropcorrError, exitCode } from '../session/dropcorr-error.js'

/** The command line cannot be understood: exit code 2. */
export const usageError = (message: string, hint: string, why: string): DropcorrError =>
  new DropcorrError(message, { why, hint, exitCode: exitCode.usage })
