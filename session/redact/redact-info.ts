/** What of session_info can be sent. A key that is added needs a decision here. */
import { maskEventText, masksOfEvent } from '../mask-event.js'
import type { SessionInfo } from '../session-info.js'
import { redactRule, type TextRedaction } from './redact-text.js'

type Redacted<K extends keyof SessionInfo> = (
  value: SessionInfo[K],
  by: TextRedaction,
) => SessionInfo[K]

const open = <V>(value: V): V => value
/** Where text was left out. */
export const leftOut = '…'

const redactions: { readonly [K in keyof SessionInfo]: Redacted<K> } = {
  toolVersion: open,
  argv: (words) => words.map((word, i) => redactArgument(word, i)),
  hostname: (name, { names }) => names.host(name),
  kernel: open,
  kernelBuild: open,
  machine: open,
  distribution: open,
  kernelCommandLine: (line) => line.split(' ').map(redactParameter).join(' '),
  cpus: open,
  // known to whoever knows the machine
  bootId: (id, { names }) => names.other(id),
  startedAt: open,
  startMonotonicNs: open,
  plannedDurationMs: open,
  intervalMs: open,
  snapLength: open,
  filter: redactRule,
  masks: (masks, by) => masks.map((mask) => redactMask(mask, by)),
  requestedSource: open,
  part: open,
  attachedNs: open,
  detachedNs: open,
  endedNs: open,
  endReason: open,
  commandStatus: open,
  cost: open,
}

/** The JSON of the value; undefined for a key that this version does not know, which must be left out. */
export function redactInfo(key: string, json: string, by: TextRedaction): string | undefined {
  if (!Object.hasOwn(redactions, key)) return undefined
  // the value's type was checked when the session was opened; the table is typed key by key
  const redact = redactions[key as keyof SessionInfo] as unknown as (
    value: unknown,
    by: TextRedaction,
  ) => unknown
  return JSON.stringify(redact(JSON.parse(json), by))
}

/** Options and numbers stay, what they are set to and the command that was run do not. */
function redactArgument(word: string, index: number): string {
  if (index === 0 && /^[a-z]+$/.test(word)) return word
  if (/^--?[a-z][a-z-]*$/.test(word) || /^\d+(?:ms|s|m|h|d)?$/.test(word) || word === '--')
    return word
  const option = /^(--[a-z-]+=)/.exec(word)?.[1] ?? ''
  return option + leftOut
}

const publicParameter =
  /^(?:quiet|splash|ro|rw|debug|nosmp|noapic|nokaslr|mitigations=\w+|[\w.-]+=(?:\d+|on|off|auto|y|n))$/

/** Of the kernel's command line: disks, addresses and hosts are values of parameters. */
function redactParameter(parameter: string): string {
  if (parameter === '' || publicParameter.test(parameter)) return parameter
  const name = /^([\w.-]+)=/.exec(parameter)?.[1]
  return name === undefined ? leftOut : `${name}=${leftOut}`
}

/** 'iface=lan0', 'reason=…'. A pattern with wildcards fits no pseudonym: it stays only if it says nothing. */
export function redactMask(mask: string, { names }: TextRedaction): string {
  const [, field, pattern = ''] = /^(iface|netns)=(.*)$/s.exec(mask) ?? []
  if (field === undefined || pattern === '*') return mask
  return `${field}=${field === 'iface' ? names.interface(pattern) : names.netns(pattern)}`
}

/** undefined if the text does not tell of masks. */
export function redactMaskEvent(text: string, by: TextRedaction): string | undefined {
  const masks = masksOfEvent(text)
  return masks === undefined ? undefined : maskEventText(masks.map((mask) => redactMask(mask, by)))
}
