import { existsSync, readlinkSync } from 'node:fs'
import { machine, release } from 'node:os'
import { readIfThere } from '../host/read-proc.js'
import { containerOf, type Container } from './container.js'
import { parseDistribution, type Distribution } from './distribution.js'
import { configValue, kernelConfig } from './kernel-config.js'
import { kernelModule, type KernelModule } from './kernel-module.js'
import { parseProcessStatus, type ProcessStatus } from './process-status.js'

/** All that decides what can be recorded here; what is not known is undefined or ''. */
export interface Surroundings extends ProcessStatus {
  readonly platform: NodeJS.Platform
  readonly kernel: string
  readonly machine: string
  readonly distribution: Distribution
  readonly container: Container
  /** Not the first user namespace: capabilities hold for its own network namespaces only. */
  readonly userNamespace: boolean
  /** Not the first PID namespace: processes outside cannot be seen, nor their namespaces. */
  readonly pidNamespace: boolean
  /** 'integrity' or 'confidentiality'; '' if the kernel is not locked down. */
  readonly lockdown: string
  readonly settings: Settings
  /** /sys/kernel/btf/vmlinux */
  readonly btf: boolean
  /** /sys is mounted. */
  readonly sysfs: boolean
  readonly dropMonitor: KernelModule
  readonly udpDiag: KernelModule
}

/** Sysctls under /proc/sys/kernel; undefined if the kernel has none of that name. */
export interface Settings {
  readonly kptr_restrict: number | undefined
  readonly perf_event_paranoid: number | undefined
  readonly unprivileged_bpf_disabled: number | undefined
}

/** Inode numbers of the first namespaces (include/linux/proc_ns.h). */
const firstUserNamespace = 'user:[4026531837]'
const firstPidNamespace = 'pid:[4026531836]'

let known: Surroundings | undefined

/** Looks once; none of it changes while a command runs. Reads files only, never throws. */
export function surroundings(): Surroundings {
  return (known ??= read())
}

function read(): Surroundings {
  const user = linkText('/proc/self/ns/user')
  const pid = linkText('/proc/self/ns/pid')
  const isFirst = user === firstUserNamespace && pid === firstPidNamespace
  const status = parseProcessStatus(text('/proc/self/status'))
  const config = process.platform === 'linux' ? kernelConfig() : undefined
  return {
    platform: process.platform,
    kernel: release(),
    machine: machine(),
    distribution: parseDistribution(text('/etc/os-release') || text('/usr/lib/os-release')),
    ...status,
    container: containerOf({
      unconfined: isFirst && status.capabilities.has('CAP_SYS_ADMIN'),
      dockerenv: existsSync('/.dockerenv'),
      containerenv: existsSync('/run/.containerenv'),
      kubernetes: process.env.KUBERNETES_SERVICE_HOST !== undefined,
      variable: /(?:^|\0)container=([^\0]*)/.exec(text('/proc/1/environ'))?.[1] ?? '',
      cgroup: text('/proc/1/cgroup'),
    }),
    userNamespace: user !== '' && user !== firstUserNamespace,
    pidNamespace: pid !== '' && pid !== firstPidNamespace,
    lockdown: lockdownIn(text('/sys/kernel/security/lockdown')),
    settings: {
      kptr_restrict: setting('kptr_restrict'),
      perf_event_paranoid: setting('perf_event_paranoid'),
      unprivileged_bpf_disabled: setting('unprivileged_bpf_disabled'),
    },
    btf: existsSync('/sys/kernel/btf/vmlinux'),
    sysfs: existsSync('/sys/kernel'),
    dropMonitor: kernelModule('drop_monitor', configValue(config, 'CONFIG_NET_DROP_MONITOR')),
    udpDiag: kernelModule('udp_diag', configValue(config, 'CONFIG_INET_UDP_DIAG')),
  }
}

/** 'none [integrity] confidentiality' → 'integrity' */
export function lockdownIn(file: string): string {
  const mode = /\[(\w+)\]/.exec(file)?.[1] ?? ''
  return mode === 'none' ? '' : mode
}

function setting(name: string): number | undefined {
  const value = text(`/proc/sys/kernel/${name}`).trim()
  return /^-?\d+$/.test(value) ? Number(value) : undefined
}

function text(path: string): string {
  return readIfThere(path) ?? ''
}

function linkText(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    // no procfs here, or not Linux: not known
    return ''
  }
}
