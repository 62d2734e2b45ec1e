import { readFileSync } from 'node:fs'

/** USER_HZ: fixed at 100 in the kernel's interface to user space on every architecture Node runs on. */
const usPerTick = 10_000
/** cutime and cstime of proc(5), counted from the field after the command name. */
const childrenUser = 13
const childrenSystem = 14

/** CPU time of all ended child processes, microseconds; process.cpuUsage leaves it out. */
export const childrenCpuUs = (): number =>
  parseChildrenCpuUs(readFileSync('/proc/self/stat', 'utf8'))

/** From /proc/PID/stat, whose second field may hold anything, spaces and brackets included. */
export function parseChildrenCpuUs(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[childrenUser]) + Number(fields[childrenSystem])) * usPerTick
}
