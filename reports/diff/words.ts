import type { Change } from '../../analyze/compare/rates.js'
import type { ComparedLoss, Comparison, Rates } from '../../analyze/compare/compare.js'
import { count, duration, plural } from '../quantities.js'

export const changeWords: Readonly<Record<Change, string>> = {
  new: 'new',
  worse: 'worse',
  same: 'about the same',
  better: 'better',
  gone: 'gone',
}

/** The comparison in one sentence. */
export function verdictOfDiff({ lost, findings, before, after }: Comparison): string {
  const problems = findings.filter(({ severity }) => severity !== 'benign')
  const of = (change: Change): number => problems.filter((f) => f.change === change).length
  const parts = (['new', 'worse', 'better', 'gone', 'same'] as const)
    .map((change) => [of(change), changeWords[change]] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${count(n)} ${word}`)
  const causes = parts.length === 0 ? '' : ` Causes: ${parts.join(', ')}.`
  const lostThen = `${plural(lost.before.drops, 'packet')} lost in ${duration(before.durationMs)} before`
  const lostNow = `${count(lost.after.drops)} in ${duration(after.durationMs)} after`
  return `${headline[lost.change]}: ${lostThen}, ${lostNow}.${causes}`
}

const headline: Readonly<Record<Change, string>> = {
  new: 'Packets are lost that were not before',
  worse: 'More is lost',
  same: 'No clear change',
  better: 'Less is lost',
  gone: 'Nothing is lost any more',
}

/** '12.5/s'; for rates per million packets give the unit. */
export function rate(value: number | null, unit = '/s'): string {
  if (value === null) return 'not known'
  const digits = value === 0 || value >= 100 ? 0 : value >= 1 ? 1 : 3
  return `${Number(value.toFixed(digits)).toLocaleString('en-US', { maximumFractionDigits: 3 })}${unit}`
}

/** '4.0 times as many'; '' where one side is nothing. */
export function factor({ before, after }: ComparedLoss): string {
  const [a, b] = comparable(before, after)
  if (a === 0 || b === 0) return ''
  return b >= a ? `× ${(b / a).toFixed(2)}` : `÷ ${(a / b).toFixed(2)}`
}

/** Per packet where both are known, else per second: as changeOf decides. */
const comparable = (before: Rates, after: Rates): readonly [number, number] =>
  before.perMillionPackets !== null && after.perMillionPackets !== null
    ? [before.perMillionPackets, after.perMillionPackets]
    : [before.perSecond, after.perSecond]
