import { addon } from '../native.js'

const tellEveryMs = 100
/** So late its rings still have room, and it is as much as a busy host's scheduler takes with a weight of our own. */
const lateMs = 150

/** Programs in the kernel count all drops themselves; alerts and events of other sources are lost if they are not taken in time. */
export const mayIdle = (dropSources: readonly string[]): boolean =>
  dropSources.every((name) => name === 'bpf')

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
