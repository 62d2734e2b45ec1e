import type { MaskOfReport } from '../../analyze/model/report-mask.js'
import { benignReasons, benignSites } from '../../analyze/kernel/benign-reasons.js'
import type { Mask } from '../../capture/source.js'
import { usageError } from '../usage-error.js'
import { readMaskFile } from './mask-file.js'

/** What commander hands over of masks. */
export interface MaskFlags {
  readonly mask?: readonly string[]
  readonly maskFile?: readonly string[]
}

const recorded = ['reason', 'site', 'iface', 'netns'] as const

/** 'benign' where drops are counted: no cause is known yet, so reasons and sites stand for it. */
export const benignMasks: readonly Mask[] = [
  ...benignReasons.map((pattern): Mask => ({ field: 'reason', pattern })),
  ...benignSites.map((pattern): Mask => ({ field: 'site', pattern })),
]

/**
 * Masks of `record` and `watch`, those of files after those of the command line.
 * @throws DropcorrError with exit code 2
 */
export const recordMasks = (flags: MaskFlags): readonly Mask[] => masksOf(flags, parseMasks)

/**
 * Masks of `report`, which knows causes and severities too.
 * @throws DropcorrError with exit code 2
 */
export const reportMasks = (flags: MaskFlags): readonly MaskOfReport[] =>
  masksOf(flags, (text) => [parseReportMask(text)])

/**
 * Parses 'reason=QDISC_DROP', 'site=tcp_*', 'iface=eth0', 'netns=web', or 'benign' for all that is never a loss.
 * @throws DropcorrError with exit code 2
 */
export function parseMasks(text: string): readonly Mask[] {
  if (text === 'benign') return benignMasks
  const [name, value] = parts(text)
  if (name === 'cause' && value !== '') {
    throw usageError(
      `bad mask '${text}'`,
      `record without it, then dropcorr report session.db --mask '${text}'`,
      'causes are found in the report: only that can mask them',
    )
  }
  const field = recorded.find((known) => known === name)
  if (field === undefined || value === '') throw badMask(text, recorded)
  return [{ field, pattern: field === 'reason' ? reasonName(value) : value }]
}

function parseReportMask(text: string): MaskOfReport {
  if (text === 'benign') return { field: 'severity', pattern: 'benign' }
  const [name, value] = parts(text)
  const field = [...recorded, 'cause' as const].find((known) => known === name)
  if (field === undefined || value === '') throw badMask(text, [...recorded, 'cause'])
  return { field, pattern: field === 'reason' ? reasonName(value) : value }
}

function masksOf<M>(
  { mask = [], maskFile = [] }: MaskFlags,
  parse: (text: string) => readonly M[],
): readonly M[] {
  return [...mask.flatMap(parse), ...maskFile.flatMap((path) => readMaskFile(path, parse))]
}

function parts(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

const badMask = (text: string, fields: readonly string[]): Error =>
  usageError(
    `bad mask '${text}'`,
    "--mask reason=NO_SOCKET, --mask 'site=tcp_*', or --mask benign",
    `a mask is KEY=VALUE, and KEY is one of ${fields.join(', ')}; or it is the word benign`,
  )

/** Sessions hold reasons without the kernel's prefix and in capitals. */
const reasonName = (text: string): string => text.toUpperCase().replace(/^SKB_DROP_REASON_/, '')
