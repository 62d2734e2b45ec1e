import assert from 'node:assert/strict'
import { BusyNamespaces } from '../../../capture/counters/busy-namespaces.js'

const reading = (value: number, gauge = false) => ({ name: 'a', value, gauge })
const namespaces = [{ id: 1 }, { id: 2 }, { id: 3 }]

describe('busy namespaces', () => {
  it('are those whose counters rose since the last look, most first', () => {
    const busy = new BusyNamespaces()
    for (const id of [1, 2, 3]) busy.look(id, 's', [reading(1000)])
    assert.deepEqual(busy.ordered(namespaces), namespaces)
    busy.look(2, 's', [reading(1001)])
    busy.look(3, 's', [reading(1500)])
    assert.deepEqual(
      [1, 2, 3].map((id) => busy.gainOf(id)),
      [0, 1, 500],
    )
    assert.deepEqual(
      busy.ordered(namespaces).map(({ id }) => id),
      [3, 2, 1],
    )
    busy.look(3, 's', [reading(1500)])
    assert.equal(busy.gainOf(3), 0)
  })

  it('add up their sources, without levels', () => {
    const busy = new BusyNamespaces()
    for (const [s, t] of [
      [10, 20],
      [11, 22],
    ] as const) {
      busy.look(1, 's', [reading(s), reading(s * 1000, true)])
      busy.look(1, 't', [reading(t)])
    }
    assert.equal(busy.gainOf(1), 3)
    busy.forget(1)
    assert.equal(busy.gainOf(1), 0)
  })
})
