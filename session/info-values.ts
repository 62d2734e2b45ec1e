/** Checks values of session_info that come from a file of unknown origin. */
import type { SessionInfo } from './session-info.js'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const isDate: Check = (value) => isText(value) && Number.isFinite(Date.parse(value as string))
const isDigits: Check = (value) => isText(value) && /^\d{1,20}$/.test(value as string)
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    isText(value) && words.includes(value as string)
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]))

const checks: Readonly<Record<keyof SessionInfo, Check>> = {
  toolVersion: isText,
  argv: isTexts,
  hostname: isText,
  kernel: isText,
  kernelBuild: isText,
  machine: isText,
  distribution: isText,
  kernelCommandLine: isText,
  cpus: isNumber,
  bootId: isText,
  startedAt: isDate,
  startMonotonicNs: isDigits,
  plannedDurationMs: orNull(isNumber),
  intervalMs: isNumber,
  snapLength: isNumber,
  filter: isText,
  masks: isTexts,
  requestedSource: isText,
  part: isNumber,
  attachedNs: isNumber,
  detachedNs: isNumber,
  endedNs: isNumber,
  endReason: oneOf('duration', 'signal', 'command', 'error', 'rotation'),
  commandStatus: orNull(isNumber),
  cost: shape({
    recorderCpuMs: isNumber,
    captureCpuMs: isNumber,
    bytesWritten: isNumber,
    bpfRunNs: orNull(isNumber),
    bpfRuns: orNull(isNumber),
  }),
}

const isKnown = (key: string): key is keyof SessionInfo => Object.hasOwn(checks, key)

/**
 * The facts among `rows`; keys that this version does not know are left out.
 * Throws TypeError naming the key whose value is not JSON or not of its type.
 */
export function infoFromRows(
  rows: readonly { readonly key: string; readonly value: string }[],
): Partial<SessionInfo> {
  const info: Partial<Record<keyof SessionInfo, unknown>> = {}
  for (const { key, value } of rows) {
    if (!isKnown(key)) continue
    const parsed = parseJson(key, value)
    if (!checks[key](parsed)) throw new TypeError(`session_info.${key} is not what it must be`)
    info[key] = parsed
  }
  return info as Partial<SessionInfo>
}

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new TypeError(`session_info.${key} is not JSON`, { cause: error })
  }
}
