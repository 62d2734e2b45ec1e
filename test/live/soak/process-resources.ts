/** What a process holds of the machine, from /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { errorCode } from '../../../capture/host/read-proc.js'
import { readProcessStat } from '../../../capture/host/processes.js'

export interface ProcessResources {
  readonly rssMb: number
  readonly threads: number
  readonly descriptors: number
  /** Descriptors of BPF maps, programs and links. */
  readonly bpfObjects: number
  readonly sockets: number
  readonly cpuMs: number
}

/** undefined once the process is gone. */
export function resourcesOf(pid: number): ProcessResources | undefined {
  const stat = readProcessStat(pid)
  const targets = descriptorTargets(pid)
  if (stat === undefined || targets === undefined) return undefined
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    rssMb: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024,
    threads: stat.threads,
    descriptors: targets.length,
    bpfObjects: targets.filter((target) => /^anon_inode:\[?bpf/.test(target)).length,
    sockets: targets.filter((target) => target.startsWith('socket:')).length,
    cpuMs: stat.cpuMs,
  }
}

function descriptorTargets(pid: number): readonly string[] | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
      } catch (error) {
        // Closed since it was listed.
        if (errorCode(error) === 'ENOENT') return []
        throw error
      }
    })
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Its children by name, as long as they run: 'packet-capture', 'guard-process'. */
export function helpersOf(pid: number): ReadonlyMap<string, number> {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return new Map(
    children
      .split(' ')
      .filter(Boolean)
      .flatMap((child) => {
        const words = commandWords(Number(child)).join(' ')
        const helper = /packet-capture|guard-process/.exec(words)
        return helper === null ? [] : [[helper[0], Number(child)] as const]
      }),
  )
}

function commandWords(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch (error) {
    // Ended since it was listed.
    if (['ENOENT', 'ESRCH'].includes(errorCode(error))) return []
    throw error
  }
}
