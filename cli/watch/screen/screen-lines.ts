/** The screen as lines of text: pure, and never wider or higher than the terminal. */
import { count, plural } from '../../../reports/quantities.js'
import { visible } from '../../../reports/visible-text.js'
import type { DropSnapshot } from '../drop-snapshot.js'
import { sparkLine } from '../spark-line.js'
import { views, type View, type WatchRow } from '../watch-rows.js'
import { helpLines } from './help-lines.js'
import { selectedIndex, type ScreenState } from './screen-state.js'
import { fitted } from './text-width.js'

export type Tone = 'plain' | 'strong' | 'faint' | 'problem' | 'benign' | 'notice'

export interface ScreenLine {
  readonly text: string
  readonly tone: Tone
  readonly selected?: boolean
}

export interface ScreenSize {
  readonly columns: number
  readonly rows: number
}

export interface ScreenContents {
  readonly state: ScreenState
  readonly snapshot: DropSnapshot
  /** Arranged as the state asks. */
  readonly rows: readonly WatchRow[]
  /** What records, in some words. */
  readonly sources: string
  readonly warning: string
  readonly intervalMs: number
}

/** Lines that are no row of the table. */
const chromeRows = 6

export const pageRowsOf = ({ rows }: ScreenSize): number => Math.max(1, rows - 1 - chromeRows)

/** One line less than the terminal has: writing into the last column of the last line scrolls some terminals. */
export function screenLines(contents: ScreenContents, size: ScreenSize): readonly ScreenLine[] {
  const { state, rows } = contents
  const pageRows = pageRowsOf(size)
  const body = state.help
    ? helpLines.slice(0, pageRows + 1).map((text): ScreenLine => ({ text, tone: 'plain' }))
    : tableLines(state, rows, pageRows, size.columns)
  const lines: readonly ScreenLine[] = [
    ...headLines(contents, size.columns),
    ...body,
    ...blank(pageRows + 1 - body.length),
    footLine(contents),
  ]
  return lines
    .slice(0, Math.max(1, size.rows - 1))
    .map((line) => ({ ...line, text: fitted(line.text, size.columns) }))
}

function headLines(
  { state, snapshot, sources, intervalMs }: ScreenContents,
  columns: number,
): readonly ScreenLine[] {
  const { drops, masked, elapsedMs } = snapshot
  const rate = perSecond(drops.latest, snapshot)
  const sums = `${count(drops.total)} dropped  ${count(rate)}/s`
  const under = `masked ${count(masked.total)}  ${count(perSecond(masked.latest, snapshot))}/s`
  const room = columns - sums.length - under.length - 6
  const trend = room >= 8 ? sparkLine(drops.history, Math.min(room, 40)) : ''
  return [
    {
      text: `dropcorr watch  ${clockText(elapsedMs)}${state.paused ? '  PAUSED' : ''}  ${visible(sources)}  each ${intervalMs / 1000} s`,
      tone: state.paused ? 'notice' : 'strong',
    },
    { text: `${sums}  ${trend}  ${under}`, tone: 'plain' },
    { text: tabs(state.view, columns), tone: 'plain' },
    {
      text: masksText(snapshot),
      tone: 'faint',
    },
  ]
}

function tabs(view: View, columns: number): string {
  const named = views.map((each, i) =>
    each === view ? `[${i + 1} ${each}]` : ` ${i + 1} ${each} `,
  )
  const text = named.join(' ')
  if (text.length <= columns) return text
  return views.map((each, i) => (each === view ? `[${i + 1} ${each}]` : String(i + 1))).join(' ')
}

function masksText({ masks }: DropSnapshot): string {
  const active = masks.filter((mask) => mask.active)
  if (active.length === 0) return 'no masks'
  const most = [...active].sort((a, b) => b.total - a.total)
  const parts = most.map(({ mask, total }) => `${visible(mask)} ${count(total)}`)
  return `masked: ${parts.join(', ')}`
}

const totalWidth = 13
const rateWidth = 11

function tableLines(
  { view, sort, selected }: ScreenState,
  rows: readonly WatchRow[],
  pageRows: number,
  columns: number,
): readonly ScreenLine[] {
  const widths = columnWidths(columns)
  const at = selectedIndex(rows, selected)
  const top = Math.max(0, Math.min(at - Math.floor(pageRows / 2), rows.length - pageRows))
  const mark = (name: string, column: string): string => (sort === column ? `${name}▾` : name)
  const header = rowText(widths, mark(view.toUpperCase(), 'name'), detailTitle(view), {
    rate: mark('RATE/S', 'rate'),
    total: mark('TOTAL', 'total'),
    trend: 'TREND'.padStart(widths.trend),
  })
  const page = rows.slice(top, top + pageRows)
  return [
    { text: `  ${header}`, tone: 'strong' },
    ...page.map((row, i): ScreenLine => {
      const isSelected = top + i === at
      const text = rowText(widths, visible(row.name), visible(row.detail), {
        rate: count(row.perSecond),
        total: count(row.total),
        trend: sparkLine(row.history, widths.trend),
      })
      return { text: `${isSelected ? '▶' : ' '} ${text}`, tone: toneOf(row), selected: isSelected }
    }),
    ...(rows.length === 0 ? [{ text: '  nothing', tone: 'faint' as const }] : []),
  ]
}

const detailTitle = (view: View): string =>
  ({
    cause: 'REASON',
    site: 'REASON',
    reason: 'SITE',
    interface: 'REASON',
    flow: 'CAUSE',
    masks: '',
  })[view]

interface ColumnWidths {
  readonly name: number
  /** 0 = there is no room for the column. */
  readonly detail: number
  readonly rate: number
  readonly total: number
  readonly trend: number
}

/** What matters least goes first: detail, trend, total. */
function columnWidths(columns: number): ColumnWidths {
  const room = columns - 2
  const rate = rateWidth
  const total = room >= 44 ? totalWidth : 0
  const trend = room >= 110 ? 30 : room >= 66 ? 12 : 0
  const left = room - rate - total - (trend === 0 ? 0 : trend + 2)
  const detail = left >= 56 ? Math.floor(left * 0.4) : 0
  return { name: Math.max(4, left - detail), detail, rate, total, trend }
}

function rowText(
  { name, detail, rate, total, trend }: ColumnWidths,
  nameText: string,
  detailText: string,
  cells: { readonly rate: string; readonly total: string; readonly trend: string },
): string {
  return [
    fitted(nameText, name - 1, true) + ' ',
    detail === 0 ? '' : fitted(detailText, detail - 1, true) + ' ',
    cells.rate.padStart(rate),
    total === 0 ? '' : cells.total.padStart(total),
    trend === 0 ? '' : `  ${cells.trend}`,
  ].join('')
}

function footLine({ state, warning, rows }: ScreenContents): ScreenLine {
  if (state.typing)
    return { text: `/${visible(state.filter)}▏ (Enter keeps, Esc clears)`, tone: 'notice' }
  if (state.message !== '') return { text: visible(state.message), tone: 'notice' }
  if (warning !== '') return { text: `(Esc) warning: ${visible(warning)}`, tone: 'notice' }
  const filter = state.filter === '' ? '' : `only /${visible(state.filter)}  `
  return {
    text: `${filter}? help  m mask  / filter  s sort  space pause  q quit  ${plural(rows.length, 'row')}`,
    tone: 'faint',
  }
}

const toneOf = ({ severity }: WatchRow): Tone =>
  severity === 'problem' ? 'problem' : severity === 'benign' ? 'benign' : 'plain'

const blank = (lines: number): readonly ScreenLine[] =>
  Array.from({ length: Math.max(0, lines) }, () => ({ text: '', tone: 'plain' }))

const perSecond = (drops: number, { intervalMs }: DropSnapshot): number =>
  intervalMs > 0 ? Math.max(0, (drops * 1000) / intervalMs) : 0

function clockText(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}
