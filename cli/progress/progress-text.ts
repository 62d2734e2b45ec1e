import type { RecordOptions, RecordProgress } from '../../capture/record-options.js'
import { visible } from '../../reports/visible-text.js'
import { shellWord } from '../../analyze/attribution/shell.js'

const grouped = new Intl.NumberFormat('en-US')

/** Elapsed, drops, drop rate, top site, packets, own losses: in one line. */
export function progressText(
  { elapsedMs, drops, topSite, packets, ownLosses }: RecordProgress,
  dropsPerSecond: number,
  durationMs: number | undefined,
): string {
  const of = durationMs === undefined ? '' : ` of ${seconds(durationMs)}`
  return [
    `${seconds(elapsedMs)}${of}`,
    `${plural(drops, 'drop')} (${grouped.format(Math.round(dropsPerSecond))}/s)`,
    ...(topSite === '' ? [] : [`most at ${visible(topSite)}`]),
    plural(packets, 'packet'),
    ...(ownLosses === 0 ? [] : [`own losses ${grouped.format(ownLosses)}`]),
  ].join(' · ')
}

/** What is printed before the lines on the sources. */
export function startText({ out, durationMs, command }: RecordOptions): string {
  const until =
    command.length > 0
      ? `while ${visible(command.map(shellWord).join(' '))} runs`
      : durationMs === undefined
        ? 'until Ctrl-C'
        : `for ${seconds(durationMs)}`
  return `recording to ${visible(out)} ${until}`
}

export const sourceLines = (lines: readonly string[]): string =>
  lines.map((line) => `  ${visible(line)}\n`).join('')

const seconds = (ms: number): string =>
  `${ms < 10_000 ? (ms / 1000).toFixed(1).replace(/\.0$/, '') : grouped.format(Math.floor(ms / 1000))} s`

export const plural = (count: number, noun: string): string =>
  `${grouped.format(count)} ${noun}${count === 1 ? '' : 's'}`
