import { readFileSync } from 'node:fs'
import { availableParallelism, hostname, machine, release, version } from 'node:os'
import type { SessionInfo } from '../../session/session-info.js'
import { readIfThere } from './read-proc.js'

export type HostFacts = Pick<
  SessionInfo,
  | 'hostname'
  | 'kernel'
  | 'kernelBuild'
  | 'machine'
  | 'distribution'
  | 'kernelCommandLine'
  | 'cpus'
  | 'bootId'
>

/** What `session_info` says about the host. Throws if /proc is not there. */
export function readHostFacts(): HostFacts {
  return {
    hostname: hostname(),
    kernel: release(),
    kernelBuild: version(),
    machine: machine(),
    distribution: parseOsRelease(
      readIfThere('/etc/os-release') ?? readIfThere('/usr/lib/os-release') ?? '',
    ),
    kernelCommandLine: readFileSync('/proc/cmdline', 'utf8').trim(),
    cpus: parseOnlineCpus(readIfThere('/sys/devices/system/cpu/online') ?? ''),
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
  }
}

/** PRETTY_NAME of os-release(5), or NAME with VERSION_ID, '' if there is neither. */
export function parseOsRelease(text: string): string {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? []
    if (name !== undefined && value !== undefined) values.set(name, unquoted(value))
  }
  const plain = [values.get('NAME'), values.get('VERSION_ID')].filter((part) => part !== undefined)
  return values.get('PRETTY_NAME') ?? plain.join(' ')
}

/** Number of CPUs in a list such as '0-3,8'; those this process may use if the text is not such a list. */
export function parseOnlineCpus(text: string): number {
  const ranges = text.trim().split(',')
  const counts = ranges.map((range) => {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? []
    return first === undefined ? NaN : Number(last ?? first) - Number(first) + 1
  })
  const total = counts.reduce((sum, count) => sum + count, 0)
  return Number.isNaN(total) ? availableParallelism() : total
}

/** Shell quoting as os-release(5) allows it. */
function unquoted(value: string): string {
  const [, , inner] = /^(["'])(.*)\1$/.exec(value) ?? []
  return (inner ?? value).replace(/\\(["'`$\\])/g, '$1')
}
