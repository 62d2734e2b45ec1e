import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { addon } from '../native.js'

/** Less than this, or than an eighth of the heap, is not worth a pause of some 20 ms. */
const fewestBytes = 4 << 20

/**
 * Gives the system back what a recording no longer uses. V8 collects the old part of a heap when that has grown to several
 * times what it held before, and a recording grows slowly: what the start left behind would stay. With 225,000 counters that
 * is 140 of 212 MB (node 20). Likewise glibc with what was freed.
 */
export class FreedMemory {
  readonly #collect = garbageCollector()
  /** After the last collection. None yet: what the start left behind goes at the first call. */
  #oldBytes = 0

  giveBack(): void {
    if (oldBytes() - this.#oldBytes > Math.max(fewestBytes, this.#oldBytes / 8)) {
      this.#collect()
      this.#oldBytes = oldBytes()
    }
    addon().trimMemory()
  }
}

/** What V8 holds, without what came since its last collection of the young part. */
const oldBytes = (): number =>
  getHeapSpaceStatistics().reduce(
    (sum, { space_name: name, space_used_size: used }) =>
      sum + (name.startsWith('new_') ? 0 : used),
    0,
  )

/** V8's own, which node hides unless it is started with --expose-gc; a context made after the flag has it. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect !== 'function') throw new TypeError('V8 gives no garbage collector')
  return () => void Reflect.apply(collect, undefined, [])
}
