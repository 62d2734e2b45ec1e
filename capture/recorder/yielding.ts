import { getPriority } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { addon } from '../native.js'
import { processChange, type ProcessChange } from './process-change.js'

/**
 * So long one of our threads runs before a thread of others that became ready takes the CPU from it, and how much less than
 * theirs it weighs. Nicer still, and a recorder on a host whose CPUs are all busy would read its counters every five seconds.
 * With short slices alone ours would go before others that wake up at the same time: hence SCHED_BATCH.
 */
const sliceNs = 100_000
const nice = 5
const ownOfTheSystem = 0
/**
 * How much code must run before V8 compiles it anew, optimised: four times V8's own figure. What runs a few times a second is
 * not worth the compiler's time, which was a quarter of all that recording cost in its first seconds.
 */
const interruptBudget = 600_000

/** Makes this process, and what it starts, one that others hardly notice. V8 keeps its budget. */
export function yieldToOthers(): ProcessChange {
  setFlagsFromString(`--interrupt-budget=${interruptBudget}`)
  const niceBefore = getPriority()
  // A user who starts us nicer has it so.
  const niceMeanwhile = Math.max(nice, niceBefore)
  let isOurs = false
  return processChange(
    () => {
      isOurs = setScheduling(true, sliceNs, niceMeanwhile) > 0
    },
    () => {
      if (isOurs) setScheduling(false, ownOfTheSystem, niceBefore)
    },
  )
}

/** The number of threads that were changed. */
function setScheduling(isBatch: boolean, ns: number, niceness: number): number {
  const native = addon()
  try {
    return native.setScheduling(isBatch, ns, niceness)
  } catch {
    // Forbidden in some containers, and the recording is none the worse for it.
    return 0
  }
}
