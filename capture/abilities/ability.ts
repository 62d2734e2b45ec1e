import type { Obstacle } from '../source.js'

/** What this machine and these privileges let dropcorr see of one kind, and what would make it more. */
export interface Ability extends Obstacle {
  /** As in source_health, where a recording has a row for it. */
  readonly name: string
  readonly kind: 'drop-source' | 'packets' | 'counters' | 'host-facts'
  /** What it is, in a few words. */
  readonly title: string
  readonly state: 'works' | 'partly' | 'not'
  /** What a session without it, or with only a part of it, does not show; '' if it works. */
  readonly hides: string
}

/** As an Ability, before it is said what it is. */
export type Finding = Pick<Ability, 'state' | 'why' | 'hint'>

export const works = (why = ''): Finding => ({ state: 'works', why, hint: '' })
export const partly = (why: string, hint: string): Finding => ({ state: 'partly', why, hint })
export const worksNot = (why: string, hint: string): Finding => ({ state: 'not', why, hint })
