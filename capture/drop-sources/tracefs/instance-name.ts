import { readFileSync } from 'node:fs'

/** Owner of a trace instance of ours, from its name `dropcorr-PID-START-NUMBER`. */
export interface InstanceOwner {
  readonly pid: number
  /** Clock ticks after boot at which it started (field 22 of /proc/PID/stat): a pid alone is given out again. */
  readonly startTicks: string
}

export const instanceName = ({ pid, startTicks }: InstanceOwner, number: number): string =>
  `dropcorr-${pid}-${startTicks}-${number}`

/** undefined for a name that is not of that form. */
export function instanceOwner(name: string): InstanceOwner | undefined {
  const [, pid, startTicks] = /^dropcorr-(\d{1,10})-(\d{1,20})-\d{1,4}$/.exec(name) ?? []
  return pid === undefined || startTicks === undefined
    ? undefined
    : { pid: Number(pid), startTicks }
}

/** undefined if there is no such process. */
export function startTicksOf(pid: number): string | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
  // The command's name, in parentheses, may hold anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

export const isRunning = ({ pid, startTicks }: InstanceOwner): boolean =>
  startTicksOf(pid) === startTicks
