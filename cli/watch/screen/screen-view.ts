import { Box, Text, useInput, type Key } from 'ink'
import { createElement, type ReactElement } from 'react'
import type { ScreenLine, Tone } from './screen-lines.js'
import type { KeyName, KeyPress } from './screen-state.js'

export interface ScreenViewProperties {
  readonly lines: readonly ScreenLine[]
  readonly color: boolean
  /** false = stdin is no terminal: there are no keys. */
  readonly hasKeys: boolean
  readonly onKey: (key: KeyPress) => void
}

/** The lines on the terminal; hands every key on. */
export function ScreenView({ lines, color, hasKeys, onKey }: ScreenViewProperties): ReactElement {
  useInput(
    (input, key) => {
      for (const press of keyPresses(input, key)) onKey(press)
    },
    { isActive: hasKeys },
  )
  return createElement(
    Box,
    { flexDirection: 'column' },
    ...lines.map((line, index) =>
      createElement(
        Text,
        {
          key: index,
          wrap: 'truncate',
          bold: line.tone === 'strong',
          inverse: line.selected === true,
          ...(color ? colored(line.tone) : {}),
        },
        // An empty Text takes no line.
        line.text === '' ? ' ' : line.text,
      ),
    ),
  )
}

const colors: Readonly<Partial<Record<Tone, string>>> = {
  problem: 'red',
  benign: 'green',
  notice: 'yellow',
}

function colored(tone: Tone): { readonly color?: string; readonly dimColor?: boolean } {
  const color = colors[tone]
  return { ...(color === undefined ? {} : { color }), dimColor: tone === 'faint' }
}

/** Fast typing arrives as one input of several characters. */
function keyPresses(input: string, key: Key): readonly KeyPress[] {
  const name = nameOf(input, key)
  if (name !== undefined) return [{ name, text: '' }]
  if (key.ctrl || key.meta) return []
  return Array.from(input, (text) => ({ name: undefined, text }))
}

function nameOf(input: string, key: Key): KeyName | undefined {
  if (key.ctrl && input === 'c') return 'interrupt'
  if (key.upArrow) return 'up'
  if (key.downArrow) return 'down'
  if (key.pageUp) return 'pageUp'
  if (key.pageDown) return 'pageDown'
  if (key.home) return 'home'
  if (key.end) return 'end'
  if (key.return) return 'enter'
  if (key.escape) return 'escape'
  // Terminals send DEL for the backspace key.
  if (key.backspace || key.delete) return 'backspace'
  if (key.tab) return 'tab'
  return undefined
}
