/** What `?` shows; narrow enough for 80 columns, and the first lines are those that matter most. */
export const helpLines: readonly string[] = [
  '  1 … 6, Tab    by cause, site, reason, interface, flow; 6 = masks',
  '  ↑ ↓ j k       select a row; PgUp PgDn, g first, G last',
  '  m             mask what is selected: the kernel only counts it from now on;',
  '                on a mask: take it off, or put it on again',
  '  U             take all masks off',
  '  /             show only rows with this text; Esc clears it, and a warning',
  '  s             sort by rate, total, name',
  '  space, p      pause the screen; counting goes on',
  '  q, Ctrl-C     quit',
  '',
  '  Causes come from an analysis every few seconds; … = not yet analysed.',
  '  Rates are of the last interval. Any key closes this help.',
]
