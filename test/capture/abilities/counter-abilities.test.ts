import assert from 'node:assert/strict'
import { counterAbilities } from '../../../capture/abilities/counter-abilities.js'
import type { CounterSource } from '../../../capture/source.js'
import { source } from '../counters/counters-in-memory.js'
import { hostWithAll } from './surroundings.js'

const addon = {
  openNetlink(): never {
    throw new Error('no netlink in this test')
  },
}
const refused = (): never => {
  throw new Error('EACCES: permission denied')
}
const asUser = { ...hostWithAll, uid: 1000, capabilities: new Set<string>() }

const only = (tried: CounterSource, around = hostWithAll) => {
  const [ability] = counterAbilities([tried], addon, around)
  assert.ok(ability !== undefined)
  return ability
}

describe('abilities of counter sources', () => {
  const missing = 'the kernel has no x: losses in x are not counted'
  const optional = {
    missing: 'x is not loaded: there is nothing to count',
    optional: true,
    title: 'Packets that x lost',
  } as const

  it('work without a word', () => {
    const { state, why, hides } = only(source('x', () => [], { missing }))
    assert.deepEqual({ state, why, hides }, { state: 'works', why: '', hides: '' })
  })

  it('say what is hidden where there is no such file', () => {
    const { state, why, hides } = only(source('x', () => undefined, { missing }))
    assert.deepEqual([state, why, hides], ['not', 'the kernel has no x', 'losses in x'])
  })

  it('hide nothing where the feature is not loaded', () => {
    const { state, why, hides } = only(source('x', () => undefined, optional))
    assert.deepEqual([state, hides], ['works', ''])
    assert.match(why, /not loaded/)
  })

  it('of a feature that is there and may not be read hide what it counts', () => {
    const { state, why, hides, hint } = only(source('x', refused, optional), asUser)
    assert.deepEqual([state, hides], ['not', 'Packets that x lost'])
    assert.match(why, /EACCES/)
    assert.match(hint, /sudo/)
    assert.equal(only(source('x', refused, { missing }), asUser).hides, 'losses in x')
  })
})
