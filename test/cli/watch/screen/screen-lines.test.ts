import assert from 'node:assert/strict'
import { CausesKnown } from '../../../../cli/watch/causes-known.js'
import { screenLines } from '../../../../cli/watch/screen/screen-lines.js'
import {
  arranged,
  firstState,
  type ScreenState,
} from '../../../../cli/watch/screen/screen-state.js'
import { fitted } from '../../../../cli/watch/screen/text-width.js'
import { watchRows } from '../../../../cli/watch/watch-rows.js'
import { keyCount, snapshotOf } from '../snapshots.js'

const manyKeys = Array.from({ length: 90 }, (_, i) =>
  keyCount(i, 90 - i, { iface: `veth${i}`, reason: `REASON_${i}` }),
)

function screen(columns: number, rows: number, changes: Partial<ScreenState> = {}) {
  const state = { ...firstState, view: 'reason' as const, ...changes }
  const snapshot = snapshotOf(manyKeys, {
    masks: [{ mask: 'reason=QDISC_DROP', active: true, total: 1234, latest: 4, history: [] }],
  })
  const contents = {
    state,
    snapshot,
    rows: arranged(watchRows(state.view, snapshot, new CausesKnown()), state),
    sources: 'drops: bpf',
    warning: '',
    intervalMs: 1000,
  }
  return screenLines(contents, { columns, rows })
}

describe('watch screen', () => {
  for (const [columns, rows] of [
    [80, 24],
    [120, 40],
    [50, 14],
    [200, 60],
    [20, 8],
    [10, 3],
  ] as const) {
    it(`fits ${columns}x${rows}, whatever is on it`, () => {
      for (const changes of [{}, { help: true }, { typing: true, filter: 'x'.repeat(300) }]) {
        const lines = screen(columns, rows, changes)
        assert.equal(lines.length, Math.min(rows - 1, lines.length))
        for (const { text } of lines) assert.ok(Array.from(text).length <= columns, text)
      }
    })
  }

  it('shows totals, masks, the busiest row and its rate at 80x24', () => {
    const text = screen(80, 24).map((line) => line.text)
    assert.equal(text.length, 23)
    assert.match(text[0] ?? '', /^dropcorr watch {2}00:01:01 {2}drops: bpf/)
    assert.match(text[1] ?? '', /^120 dropped {2}6\/s/)
    assert.match(text[2] ?? '', /\[3 reason\]/)
    assert.equal(text[3], 'masked: reason=QDISC_DROP 1,234')
    assert.match(text[5] ?? '', /^▶ REASON_0 +45 +900 /)
  })

  it('scrolls with the selected row', () => {
    const lines = screen(80, 24, { selected: 'REASON_70' })
    const selected = lines.filter((line) => line.selected)
    assert.equal(selected.length, 1)
    assert.match(selected[0]?.text ?? '', /REASON_70/)
  })

  it('says when it is paused', () => {
    assert.match(screen(80, 24, { paused: true })[0]?.text ?? '', /PAUSED/)
  })

  it('shows no control characters of names', () => {
    const snapshot = snapshotOf([keyCount(1, 1, { iface: 'a\u001b[2J\n' })])
    const state = { ...firstState, view: 'interface' as const }
    const rows = watchRows('interface', snapshot, new CausesKnown())
    const lines = screenLines(
      { state, snapshot, rows, sources: '', warning: '\u001b', intervalMs: 1 },
      { columns: 80, rows: 24 },
    )
    for (const { text } of lines) assert.doesNotMatch(text, /[\u0000-\u001f]/)
  })

  it('shows a warning, and the key that dismisses it', () => {
    const contents = { state: firstState, snapshot: snapshotOf([]), rows: [], sources: '' }
    const foot = (warning: string): string | undefined =>
      screenLines({ ...contents, warning, intervalMs: 1 }, { columns: 80, rows: 24 }).at(-1)?.text
    assert.match(foot('bpf failed') ?? '', /^\(Esc\) warning: bpf failed/)
    assert.match(foot('') ?? '', /q quit +0 rows/)
  })
})

describe('text fitted to columns', () => {
  it('counts wide characters twice and combining marks not at all', () => {
    assert.equal(fitted('日本', 5, true), '日本 ')
    assert.equal(fitted('日本語', 5), '日本…')
    assert.equal(fitted('e\u0301x', 2), 'e\u0301x')
    assert.equal(fitted('abc', 2), 'a…')
    assert.equal(fitted('', 2, true), '  ')
  })
})
