import type { Ability } from '../../capture/abilities/ability.js'

/** What `record --source auto` would take, and why not the others. */
export interface AutoChoice {
  /** Name of the drop source; null if none can record. */
  readonly source: string | null
  /** Source that tells of drops in hardware beside it; null if there is none, or the source itself does so. */
  readonly hardware: string | null
  readonly why: string
  readonly left: readonly { readonly source: string; readonly why: string }[]
}

/** `abilities`: drop sources best first, as the recorder tries them. */
export function autoChoice(abilities: readonly Ability[], hardware: string | null): AutoChoice {
  const sources = abilities.filter(({ kind }) => kind === 'drop-source')
  const best = sources.find(({ state }) => state !== 'not')
  const left = sources.filter((each) => each !== best)
  const beside = best === undefined || hardware === best.name ? null : hardware
  return {
    source: best?.name ?? null,
    hardware: beside,
    why: best === undefined ? 'no drop source works here' : reason(left),
    left: left
      .filter(({ name }) => name !== beside)
      .map(({ name, state, why }) => ({
        source: name,
        why: state === 'not' ? why : `works, but ${best?.name ?? ''} tells more`,
      })),
  }
}

const reason = (left: readonly Ability[]): string =>
  left.every(({ state }) => state === 'not')
    ? 'it is the only one that works here'
    : 'it is the best of those that work here'
