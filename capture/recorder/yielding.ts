import { getPriority } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { addon } from '../native.js'

/**
 * So long one of our threads runs before a thread of others that became ready takes the CPU from it, and how much less than
 * theirs it weighs. Nicer still, and a recorder on a host whose CPUs are all busy would read its counters every five seconds.
 */
const sliceNs = 100_000
const nice = 5
const ownOfTheSystem = 0
/** A user who starts us nicer has it so. */
const niceBefore = getPriority()
/**
 * How much code must run before V8 compiles it anew, optimised: four times V8's own figure. What runs a few times a second is
 * not worth the compiler's time, which was a quarter of all that recording cost in its first seconds.
 */
const interruptBudget = 600_000

/** Makes this process one that others hardly notice. What it starts from now on is so too. */
export function yieldToOthers(): void {
  setFlagsFromString(`--interrupt-budget=${interruptBudget}`)
  setSlice(sliceNs, Math.max(nice, niceBefore))
}

/** Runs `start`, which starts a program that is not ours: it gets the CPU as if we had not been here. */
export function withoutYielding<T>(start: () => T): T {
  setSlice(ownOfTheSystem, niceBefore)
  try {
    return start()
  } finally {
    setSlice(sliceNs, Math.max(nice, niceBefore))
  }
}

function setSlice(ns: number, niceness: number): void {
  const native = addon()
  try {
    native.setSlice(ns, niceness)
  } catch {
    // Forbidden in some containers, and the recording is none the worse for it.
  }
}
