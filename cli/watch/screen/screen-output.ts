import { render, type Instance } from 'ink'
import { createElement } from 'react'
import { maskText } from '../../../analyze/model/report-mask.js'
import { parseMasks } from '../../options/mask.js'
import type { DropSnapshot } from '../drop-snapshot.js'
import { masksForRow } from '../mask-choice.js'
import type { Watched, WatchOutput } from '../watch-output.js'
import { watchRows, type WatchRow } from '../watch-rows.js'
import { enterAlternateScreen } from './alternate-screen.js'
import { pageRowsOf, screenLines, type ScreenSize } from './screen-lines.js'
import { arranged, firstState, pressed, selectedIndex, type KeyPress } from './screen-state.js'
import { ScreenView } from './screen-view.js'

const nothingYet: DropSnapshot = {
  elapsedMs: 0,
  intervalMs: 0,
  drops: { total: 0, latest: 0, history: [] },
  masked: { total: 0, latest: 0, history: [] },
  keys: [],
  flows: [],
  otherFlows: { total: 0, latest: 0, history: [] },
  masks: [],
}

/** The live view on a terminal. */
export class ScreenOutput implements WatchOutput {
  readonly #intervalMs: number
  readonly #color: boolean
  #state = firstState
  /** What is shown; while paused `#newest` runs ahead of it. */
  #shown = nothingYet
  #newest = nothingYet
  /** The first is shown until it is dismissed. */
  readonly #warnings: string[] = []
  #watched: Watched | undefined
  #instance: Instance | undefined
  #leave: () => void = () => undefined
  readonly #redraw = (): void => this.#draw()

  constructor(intervalMs: number, color: boolean) {
    this.#intervalMs = intervalMs
    this.#color = color
  }

  started(watched: Watched): void {
    this.#watched = watched
    this.#leave = enterAlternateScreen(process.stdout, process.stdin)
    process.stdout.on('resize', this.#redraw)
    this.#instance = render(this.#view(), {
      exitOnCtrlC: false,
      patchConsole: false,
    })
  }

  alert(snapshot: DropSnapshot): Promise<void> {
    this.#newest = snapshot
    if (!this.#state.paused) this.#shown = snapshot
    this.#draw()
    return Promise.resolve()
  }

  causesChanged(): void {
    this.#draw()
  }

  warning(text: string): void {
    this.#warnings.push(text)
    this.#draw()
  }

  close(): void {
    process.stdout.off('resize', this.#redraw)
    this.#instance?.unmount()
    this.#instance = undefined
    this.#leave()
  }

  #draw(): void {
    this.#instance?.rerender(this.#view())
  }

  #view() {
    const contents = {
      state: this.#state,
      snapshot: this.#shown,
      rows: this.#rows(),
      sources: this.#watched?.sources ?? '',
      warning: this.#warnings[0] ?? '',
      intervalMs: this.#intervalMs,
    }
    return createElement(ScreenView, {
      lines: screenLines(contents, size()),
      color: this.#color,
      hasKeys: process.stdin.isTTY,
      onKey: (key) => this.#onKey(key),
    })
  }

  #rows(): readonly WatchRow[] {
    if (this.#watched === undefined) return []
    const rows = watchRows(this.#state.view, this.#shown, this.#watched.causes)
    return arranged(rows, this.#state)
  }

  #onKey(key: KeyPress): void {
    if (key.name === 'escape') this.#warnings.shift()
    const { state, action } = pressed(this.#state, key, this.#rows(), pageRowsOf(size()))
    const goesOn = this.#state.paused && !state.paused
    this.#state = state
    if (goesOn) this.#shown = this.#newest
    if (action === 'quit') this.#watched?.quit()
    if (action === 'mask') this.#toggleMask()
    if (action === 'unmask all') this.#setMasks([], 'all masks are off')
    this.#draw()
  }

  #toggleMask(): void {
    const rows = this.#rows()
    const row = rows[selectedIndex(rows, this.#state.selected)]
    const before = this.#watched?.masks ?? []
    if (row === undefined) return
    if (this.#state.view === 'masks') {
      const others = before.filter((mask) => maskText(mask) !== row.id)
      if (others.length < before.length) return this.#setMasks(others, `${row.id} is off`)
      if (!row.id.includes('=')) return this.#say('these masks are not known by name')
      return this.#setMasks([...before, ...parseMasks(row.id)], `${row.id} is masked`)
    }
    const choice = masksForRow(this.#state.view, row, this.#shown.keys)
    if ('why' in choice) return this.#say(choice.why)
    const names = choice.masks.map(maskText).join(', ')
    this.#setMasks(
      [...before, ...choice.masks],
      `masked: ${names}; 6 shows masks, U takes them off`,
    )
  }

  #setMasks(masks: Watched['masks'], message: string): void {
    this.#watched?.setMasks(masks)
    this.#say(message)
  }

  #say(message: string): void {
    this.#state = { ...this.#state, message }
  }
}

/** Terminals without a size say 0. */
const size = (): ScreenSize => ({
  columns: process.stdout.columns || 80,
  rows: process.stdout.rows || 24,
})
