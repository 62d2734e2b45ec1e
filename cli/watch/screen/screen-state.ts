/** What the user has chosen, and what each key changes of it. */
import { views, type View, type WatchRow } from '../watch-rows.js'

export const sorts = ['rate', 'total', 'name'] as const
export type Sort = (typeof sorts)[number]

export interface ScreenState {
  readonly view: View
  readonly sort: Sort
  readonly paused: boolean
  readonly help: boolean
  readonly filter: string
  /** The filter is being typed. */
  readonly typing: boolean
  /** WatchRow.id; undefined = the first row. */
  readonly selected: string | undefined
  /** What came of the last key, '' if there is nothing to say. */
  readonly message: string
}

export const firstState: ScreenState = {
  view: 'cause',
  sort: 'rate',
  paused: false,
  help: false,
  filter: '',
  typing: false,
  selected: undefined,
  message: '',
}

/** What a key asks for beyond the screen itself. */
export type ScreenAction = 'quit' | 'mask' | 'unmask all' | undefined

/** A key by name ('up', 'escape' …), or the character that it types. */
export interface KeyPress {
  readonly name: KeyName | undefined
  readonly text: string
}

export type KeyName =
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'backspace'
  | 'tab'
  | 'interrupt'

/** `rows` as they are on the screen, in order; a page has `pageRows` of them. */
export function pressed(
  state: ScreenState,
  key: KeyPress,
  rows: readonly WatchRow[],
  pageRows: number,
): { readonly state: ScreenState; readonly action: ScreenAction } {
  if (key.name === 'interrupt') return { state, action: 'quit' }
  const next = { ...state, message: '' }
  if (state.typing) return { state: typed(next, key), action: undefined }
  if (state.help) return { state: { ...next, help: false }, action: undefined }
  const moved = movement(key, pageRows)
  if (moved !== undefined) {
    return { state: { ...next, selected: selectedAfter(state, rows, moved) }, action: undefined }
  }
  return command(next, key)
}

function command(
  state: ScreenState,
  { name, text }: KeyPress,
): { readonly state: ScreenState; readonly action: ScreenAction } {
  const only = (changed: Partial<ScreenState>) => ({
    state: { ...state, ...changed },
    action: undefined,
  })
  if (name === 'tab') return only(shown(views[(views.indexOf(state.view) + 1) % views.length]))
  if (name === 'escape') return only({ filter: '' })
  const view = views[Number(text) - 1]
  if (view !== undefined) return only(shown(view))
  switch (text) {
    case 'q':
      return { state, action: 'quit' }
    case 'm':
      return { state, action: 'mask' }
    case 'U':
      return { state, action: 'unmask all' }
    case '?':
    case 'h':
      return only({ help: true })
    case '/':
      return only({ typing: true })
    case 's':
      return only({ sort: sorts[(sorts.indexOf(state.sort) + 1) % sorts.length] ?? 'rate' })
    case ' ':
    case 'p':
      return only({ paused: !state.paused })
    default:
      return only({})
  }
}

const shown = (view: View | undefined): Partial<ScreenState> => ({
  view: view ?? 'cause',
  selected: undefined,
})

function typed(state: ScreenState, { name, text }: KeyPress): ScreenState {
  if (name === 'enter') return { ...state, typing: false }
  if (name === 'escape') return { ...state, typing: false, filter: '' }
  if (name === 'backspace')
    return { ...state, filter: Array.from(state.filter).slice(0, -1).join('') }
  return name === undefined ? { ...state, filter: state.filter + text, selected: undefined } : state
}

function movement({ name, text }: KeyPress, pageRows: number): number | undefined {
  if (name === 'up' || text === 'k') return -1
  if (name === 'down' || text === 'j') return 1
  if (name === 'pageUp') return -pageRows
  if (name === 'pageDown') return pageRows
  if (name === 'home' || text === 'g') return -Infinity
  if (name === 'end' || text === 'G') return Infinity
  return undefined
}

function selectedAfter(
  { selected }: ScreenState,
  rows: readonly WatchRow[],
  moved: number,
): string | undefined {
  const at = selectedIndex(rows, selected) + moved
  return rows[Math.max(0, Math.min(rows.length - 1, at))]?.id
}

/** 0 if the selected row is not there (any more). */
export const selectedIndex = (rows: readonly WatchRow[], selected: string | undefined): number =>
  Math.max(
    0,
    rows.findIndex(({ id }) => id === selected),
  )

/** The rows that the filter lets through, in the order chosen. */
export function arranged(
  rows: readonly WatchRow[],
  { filter, sort }: Pick<ScreenState, 'filter' | 'sort'>,
): readonly WatchRow[] {
  const wanted = filter.toLowerCase()
  return rows
    .filter(({ name, detail }) => `${name} ${detail}`.toLowerCase().includes(wanted))
    .sort((a, b) => {
      const byName = a.name < b.name ? -1 : a.name > b.name ? 1 : 0
      if (sort === 'name') return byName
      if (sort === 'total') return b.total - a.total || byName
      return b.perSecond - a.perSecond || b.total - a.total || byName
    })
}
