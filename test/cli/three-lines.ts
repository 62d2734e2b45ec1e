import assert from 'node:assert/strict'
import type { CliResult } from './run-cli.js'

/** Asserts the exit code, empty stdout, and that stderr ends with the three lines of an error; returns them. */
export function assertThreeLines(
  { status, stdout, stderr }: CliResult,
  exitCode: number,
): { readonly what: string; readonly why: string; readonly hint: string } {
  assert.equal(status, exitCode, stderr)
  assert.equal(stdout, '')
  const [, what, why, hint] =
    /(?:^|\n)dropcorr: (.+)\nwhy: (.+)\ntry: (.+)\n$/.exec(stderr) ?? assert.fail(stderr)
  assert.ok(what !== undefined && why !== undefined && hint !== undefined)
  assert.doesNotMatch(stderr, /^ +at /m, 'no stack')
  return { what, why, hint }
}
