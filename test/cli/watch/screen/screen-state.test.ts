import assert from 'node:assert/strict'
import type { WatchRow } from '../../../../cli/watch/watch-rows.js'
import {
  arranged,
  firstState,
  pressed,
  selectedIndex,
  type KeyName,
  type ScreenState,
} from '../../../../cli/watch/screen/screen-state.js'

const row = (name: string, perSecond: number, total: number): WatchRow => ({
  id: name,
  name,
  detail: `of ${name}`,
  severity: undefined,
  total,
  perSecond,
  history: [],
  keys: [],
})
const rows = [row('b', 5, 10), row('a', 1, 30), row('c', 3, 20)]

describe('keys of the watch screen', () => {
  const after = (state: ScreenState, ...keys: readonly (string | { name: KeyName })[]) => {
    let last: ReturnType<typeof pressed> = { state, action: undefined }
    for (const key of keys) {
      const press =
        typeof key === 'string' ? { name: undefined, text: key } : { name: key.name, text: '' }
      last = pressed(last.state, press, arranged(rows, last.state), 2)
    }
    return last
  }

  it('change the view, by number and in turn', () => {
    assert.equal(after(firstState, '3').state.view, 'reason')
    assert.equal(after(firstState, { name: 'tab' }).state.view, 'site')
    assert.equal(after(firstState, '6', { name: 'tab' }).state.view, 'cause')
    assert.equal(after(firstState, '7').state.view, 'cause')
  })

  it('select within the rows, and stay with the row when the order changes', () => {
    const selected = (...keys: readonly (string | { name: KeyName })[]) =>
      after(firstState, ...keys).state.selected
    assert.equal(selected('j'), 'c')
    assert.equal(selected('j', 'j', 'j'), 'a')
    assert.equal(selected({ name: 'pageDown' }), 'a')
    assert.equal(selected('G', { name: 'up' }), 'c')
    assert.equal(selected('G', { name: 'home' }), 'b')
    const byTotal = after(firstState, 'j', 's').state
    assert.equal(selectedIndex(arranged(rows, byTotal), byTotal.selected), 1)
  })

  it('filter by typing: letters are no commands then', () => {
    const typing = after(firstState, '/', 'q', 'm')
    assert.deepEqual([typing.state.filter, typing.action], ['qm', undefined])
    assert.equal(after(typing.state, { name: 'backspace' }).state.filter, 'q')
    assert.deepEqual(arranged(rows, after(firstState, '/', 'O', 'F', ' ', 'a').state), [rows[1]])
    const kept = after(typing.state, { name: 'enter' }).state
    assert.deepEqual([kept.filter, kept.typing], ['qm', false])
    assert.equal(after(kept, { name: 'escape' }).state.filter, '')
  })

  it('ask for masks and the end', () => {
    assert.equal(after(firstState, 'm').action, 'mask')
    assert.equal(after(firstState, 'U').action, 'unmask all')
    assert.equal(after(firstState, 'q').action, 'quit')
    assert.equal(after(firstState, '/', { name: 'interrupt' }).action, 'quit')
  })

  it('pause, sort and show help, which any key closes', () => {
    assert.equal(after(firstState, ' ').state.paused, true)
    assert.equal(after(firstState, 'p', 'p').state.paused, false)
    assert.equal(after(firstState, 's', 's').state.sort, 'name')
    assert.equal(after(firstState, '?').state.help, true)
    assert.deepEqual(after(firstState, '?', 'q'), { state: firstState, action: undefined })
  })

  it('arrange by rate, total or name', () => {
    const names = (sort: ScreenState['sort']) =>
      arranged(rows, { filter: '', sort }).map(({ name }) => name)
    assert.deepEqual(names('rate'), ['b', 'c', 'a'])
    assert.deepEqual(names('total'), ['a', 'c', 'b'])
    assert.deepEqual(names('name'), ['a', 'b', 'c'])
  })
})
