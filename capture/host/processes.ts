import { readdirSync } from 'node:fs'
import type { Row } from '../../session/tables.js'
import { cgroupPath } from '../../session/cgroup-owner.js'
import { errorCode, readIfThere } from './read-proc.js'

/** USER_HZ: what /proc shows times in. 100 on every architecture Node runs on. */
const ticksPerSecond = 100
/** Threads beyond this are not asked how long they waited for a CPU. */
const threadsAsked = 64

export interface ProcessStat {
  readonly comm: string
  readonly state: string
  /** User and system time of all threads. */
  readonly cpuMs: number
  readonly threads: number
  readonly startTicks: number
}

/** /proc/PID/stat: `pid (comm) state …`; comm may hold blanks, parentheses and newlines, so the last ')' ends it. */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open === -1 || close < open) return undefined
  const fields = text
    .slice(close + 1)
    .trim()
    .split(/\s+/)
  // Field numbers of proc(5), counted from the state, which is number 3.
  const field = (number: number): number => Number(fields[number - 3])
  const state = fields[0]
  const startTicks = field(22)
  if (state === undefined || state === '' || !Number.isInteger(startTicks)) return undefined
  const cpuTicks = field(14) + field(15)
  return {
    comm: text.slice(open + 1, close),
    state,
    cpuMs: Math.round((cpuTicks * 1000) / ticksPerSecond),
    threads: field(20),
    startTicks,
  }
}

/** /proc/PID/schedstat: ns on a CPU, ns waiting for one, time slices. Gives the wait. */
export function parseSchedstatWait(text: string): number | undefined {
  const wait = Number(text.trim().split(' ')[1])
  return Number.isFinite(wait) ? wait : undefined
}

export function readProcessStat(pid: number): ProcessStat | undefined {
  const text = readIfThere(`/proc/${pid}/stat`)
  return text === undefined ? undefined : parseProcessStat(text)
}

/** Milliseconds the threads of a process were ready but waited for a CPU; null where schedstat is missing. */
export function readWaitMs(pid: number, threads: number): number | null {
  if (threads <= 1) return waitMsOf([`/proc/${pid}/schedstat`])
  const ids = threadIds(pid).slice(0, threadsAsked)
  return waitMsOf(ids.map((id) => `/proc/${pid}/task/${id}/schedstat`))
}

function waitMsOf(paths: readonly string[]): number | null {
  let waitNs: number | undefined
  for (const path of paths) {
    const wait = parseSchedstatWait(readIfThere(path) ?? '')
    if (wait !== undefined) waitNs = (waitNs ?? 0) + wait
  }
  return waitNs === undefined ? null : Math.round(waitNs / 1e6)
}

function threadIds(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(errorCode(error))) return []
    throw error
  }
}

/** A row of table process; undefined if the process is gone. */
export function readProcess(
  pid: number,
  netnsOf: (pid: number) => number | null,
): Row<'process'> | undefined {
  const stat = readProcessStat(pid)
  if (stat === undefined) return undefined
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1]
  return {
    pid,
    start_ticks: stat.startTicks,
    comm: stat.comm,
    cmdline: commandLine(readIfThere(`/proc/${pid}/cmdline`) ?? ''),
    uid: uid === undefined ? 0 : Number(uid),
    netns: netnsOf(pid),
    cgroup: cgroupPath(readIfThere(`/proc/${pid}/cgroup`) ?? ''),
  }
}

/** Arguments are separated by NUL; a process may overwrite them with anything. Long ones are cut. */
const commandLineLimit = 4096
export const commandLine = (text: string): string =>
  text.replace(/\0+$/, '').replaceAll('\0', ' ').slice(0, commandLineLimit)
