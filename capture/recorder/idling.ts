import { addon } from '../native.js'

const tellEveryMs = 100
/** So late its rings still have room, and it is as much as a busy host's scheduler takes with a weight of our own. */
const lateMs = 150

/**
 * The recorder's threads and programs run where nobody else wants to, as long as they come to run in time: SCHED_IDLE, of which
 * whoever wakes up takes the CPU at once. Where others leave no CPU they have the weight of `yieldToOthers` again for some
 * seconds. Returns what ends that.
 */
export function idleWhileOnTime(): () => void {
  const native = addon()
  const tell = (): void => native.onTimeFor(tellEveryMs)
  native.beginIdling(lateMs)
  tell()
  const timer = setInterval(tell, tellEveryMs)
  return () => {
    clearInterval(timer)
    native.endIdling()
  }
}
