import { counterPattern } from './counters.js'
import { movedCounterData, type Per } from './moved-counter-data.js'
import { plainSymbol } from './symbols.js'

/** A counter that a kind of drop moves. */
export interface MovedCounter {
  /** With `*` for a device, CPU, qdisc or socket. */
  readonly counter: string
  /** What moves it by one. */
  readonly per: Per
  /** Under which circumstances, '' = always. */
  readonly when: string
}

/** A kind of drop that moves a counter. */
export interface Mover {
  readonly reason: string
  /** Plain symbols; empty = wherever the reason is given. */
  readonly sites: readonly string[]
  readonly per: Per
  readonly when: string
}

const words = (text: string): readonly string[] => (text === '' ? [] : text.split(' '))

/** Counters that a drop for this reason at this site can move; none known for most sites without a reason. */
export function countersMovedBy(reason: string, site: string): MovedCounter[] {
  const at = plainSymbol(site)
  return movedCounterData.flatMap(([ofReason, sites, counters, per, when]) =>
    ofReason === reason && (sites === '' || words(sites).includes(at))
      ? words(counters).map((counter) => ({ counter, per, when }))
      : [],
  )
}

/** Reasons and sites that move a counter, for example 'link:eth0.rx_dropped': what one has to tell apart. */
export function moversOf(counter: string): Mover[] {
  const pattern = counterPattern(counter)
  return movedCounterData.flatMap(([reason, sites, counters, per, when]) =>
    words(counters).includes(pattern) ? [{ reason, sites: words(sites), per, when }] : [],
  )
}
